using AgentBot.Testing;

namespace AgentBot.Chat.Tests;

/// <summary>A test that needs a platform's own schema beside the repository; where it is not, the test says that it was left out.</summary>
internal sealed class OfficialSchemaFactAttribute : FactAttribute
{
    public OfficialSchemaFactAttribute(string file)
    {
        if (OfficialSchema.Find(file) is null)
        {
            Skip = $"{file} is not in ../shared/platform/schemas; the other tests hold without it.";
        }
    }
}
