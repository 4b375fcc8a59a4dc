using AgentBot.Host.Options;
using Microsoft.Extensions.Options;

namespace AgentBot.Host;

/// <summary>The folders of the settings as full paths. Read when they are asked for: wrong settings are told all together, not by whoever asks first.</summary>
public sealed class Places(IOptions<AgentBotOptions> options, CallerFolder caller)
{
    public string DataDirectory => caller.Resolve(options.Value.DataDirectory);

    /// <summary>The own folder of templates first, then the mounted ones.</summary>
    public IReadOnlyList<string> TemplateFolders =>
        [caller.Resolve(options.Value.TemplatesDirectory), .. options.Value.MountedTemplates.Select(caller.Resolve)];
}
