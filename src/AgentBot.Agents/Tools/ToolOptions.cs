using AgentBot.Core.Tools.Grants;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Tools;

/// <summary>Section "Tools" of the settings: what holds for every tool.</summary>
public sealed class ToolOptions
{
    public const string Section = "Tools";

    /// <summary>
    /// Hosts inside that tools may reach although their address is private: "erp.intranet" or "erp.intranet:8443". Every other address
    /// that is not public is refused when it is connected to, whatever name stands in front of it.
    /// </summary>
    public IList<string> AllowedPrivateHosts { get; } = [];

    /// <summary>How many further calls a person may allow at once on a call's card; 0 lets nobody allow any.</summary>
    public int MostCallsAllowed { get; set; } = 100;

    /// <summary>For how many days they may allow them.</summary>
    public int MostDaysAllowed { get; set; } = 90;

    public GrantLimits ToLimits() => new(MostCallsAllowed, MostDaysAllowed);
}

/// <summary>Refuses to start on hosts that nothing could match.</summary>
public sealed class ToolOptionsValidator : IValidateOptions<ToolOptions>
{
    public ValidateOptionsResult Validate(string? name, ToolOptions options)
    {
        string[] mistakes =
        [
            .. options.AllowedPrivateHosts
                .Where(host => !Uri.TryCreate($"https://{host}/", UriKind.Absolute, out Uri? read) || read.UserInfo.Length > 0 || read.AbsolutePath != "/" || read.Query.Length > 0 || host.Contains('*'))
                .Select(host => $"{ToolOptions.Section}:AllowedPrivateHosts has “{host}”, which is no name of a host. Write it as erp.intranet or erp.intranet:8443, one entry for each."),
            .. options.MostCallsAllowed is >= 0 and <= 10_000 ? Array.Empty<string>() : [$"{ToolOptions.Section}:MostCallsAllowed is a number from 0 to 10000; 0 lets nobody allow calls in advance."],
            .. options.MostDaysAllowed is >= 1 and <= 366 ? Array.Empty<string>() : [$"{ToolOptions.Section}:MostDaysAllowed is a number of days from 1 to 366."],
        ];
        return mistakes.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }
}
