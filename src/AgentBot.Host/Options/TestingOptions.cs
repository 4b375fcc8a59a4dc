using System.Globalization;
using AgentBot.Core.Runs;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Options;

/// <summary>For the tests that kill the real process.</summary>
public sealed class TestingOptions
{
    public const string Section = "Testing";

    /// <summary>Number of the crash point at which the process kills itself, or "number:n" for the n-th time it is passed; empty for never.</summary>
    public string CrashAt { get; set; } = "";

    internal static (CrashPoint Point, int Time)? Parse(string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length > 2
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            || !Enum.IsDefined((CrashPoint)number))
        {
            return null;
        }

        int time = 1;
        bool readable = parts.Length == 1 || (int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out time) && time > 0);
        return readable ? ((CrashPoint)number, time) : null;
    }
}

internal sealed class TestingOptionsValidator : IValidateOptions<TestingOptions>
{
    public ValidateOptionsResult Validate(string? name, TestingOptions options) =>
        options.CrashAt.Length == 0 || TestingOptions.Parse(options.CrashAt) is not null
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Testing:CrashAt is '{options.CrashAt}', which names no crash point. It is for AgentBot's own tests: take it out.");
}
