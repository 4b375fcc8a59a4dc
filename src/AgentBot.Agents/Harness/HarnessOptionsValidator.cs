using AgentBot.Core;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Harness;

/// <summary>Refuses to start on a harness that could not be run.</summary>
public sealed class HarnessOptionsValidator : IValidateOptions<HarnessOptions>
{
    public ValidateOptionsResult Validate(string? name, HarnessOptions options)
    {
        var book = new HarnessBook(new OptionsWrapper<HarnessOptions>(options));
        var mistakes = new List<string>();
        foreach (string word in options.ByName.Keys.Order(StringComparer.OrdinalIgnoreCase))
        {
            string path = $"{HarnessOptions.Section}:{word}";
            if (word.Equals(HarnessBook.None, StringComparison.OrdinalIgnoreCase))
            {
                mistakes.Add($"{path} cannot be set: none means AgentBot's own agent.");
                continue;
            }

            Result<HarnessSpec> found = book.Find(word);
            if (found.Refusal is { } refusal)
            {
                mistakes.Add($"{path}: {refusal.Why}");
            }
            else if (!HarnessBook.IsNone(found.Value) || options.ByName[word].Use.Length == 0)
            {
                if (found.Value.Mistake(path) is { } mistake)
                {
                    mistakes.Add(mistake);
                }
            }
        }

        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }
}
