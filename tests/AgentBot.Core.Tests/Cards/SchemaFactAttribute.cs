using AgentBot.Testing;

namespace AgentBot.Core.Tests.Cards;

/// <summary>Runs only where the official schema lies beside the repository; says so otherwise.</summary>
internal sealed class SchemaFactAttribute : FactAttribute
{
    public SchemaFactAttribute()
    {
        if (AdaptiveCardSchema.Path is null)
        {
            Skip = "The official schema of Adaptive Cards is not in ../shared/platform/schemas; the golden files still hold.";
        }
    }
}
