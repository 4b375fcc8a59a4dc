using AgentBot.Core;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Harness;

/// <summary>From the word in a template to the program that the operator lets stand behind it.</summary>
public sealed class HarnessBook(IOptions<HarnessOptions> options)
{
    /// <summary>AgentBot's own agent, no program at all.</summary>
    public const string None = "none";

    /// <summary>A word may lead to another one, but not in a circle.</summary>
    private const int LongestWay = 8;

    /// <summary>Every word that a template may use.</summary>
    public IEnumerable<string> Words => options.Value.ByName.Keys.Concat(BuiltInHarnesses.All.Keys).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase);

    /// <summary>The program; for <see cref="None"/> one without a command; or the sentence that says what to write instead.</summary>
    public Result<HarnessSpec> Find(string word)
    {
        string name = word;
        for (int step = 0; step < LongestWay; step++)
        {
            if (name.Equals(None, StringComparison.OrdinalIgnoreCase))
            {
                return new HarnessSpec { Name = None, Command = "", Wire = "" };
            }

            HarnessSettings? settings = options.Value.ByName.GetValueOrDefault(name);
            HarnessSpec? known = BuiltInHarnesses.All.GetValueOrDefault(name);
            if (settings is null && known is null)
            {
                return Unknown(word, name);
            }

            if (settings is not { Use.Length: > 0 })
            {
                known ??= new HarnessSpec { Name = name, Command = "", Wire = "" };
                return settings is null ? known : known.With(settings);
            }

            name = settings.Use;
        }

        return new Refusal(RefusalKind.Unavailable, "The agent was not asked.", $"The settings lead the harness “{word}” around in a circle.", "The operator can correct Harnesses.");
    }

    public static bool IsNone(HarnessSpec spec) => spec.Command.Length == 0;

    private Refusal Unknown(string word, string name)
    {
        string nearest = NearestWord.Of(name, Words) is { } known ? $" Did you mean {known}?" : $" There are {string.Join(", ", Words)}.";
        return new Refusal(
            RefusalKind.Unavailable,
            "The agent was not asked.",
            name == word ? $"No harness of the name “{word}” is set.{nearest}" : $"The harness “{word}” leads to “{name}”, which is not set.{nearest}",
            "The operator can describe it in Harnesses, or the template can name another.");
    }
}
