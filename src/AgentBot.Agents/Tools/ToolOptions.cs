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
        ];
        return mistakes.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }
}
