using System.Runtime.CompilerServices;
using AgentBot.Host.Local;
using AgentBot.Host.Options;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Checkups;

/// <summary>Where AgentBot can be reached, what is off and how to turn it on.</summary>
internal sealed class DoorCheckup(IConfiguration configuration, HostMode mode, IOptions<ConsoleOptions> console, Places places) : ICheckup
{
    public async IAsyncEnumerable<DoctorLine> ExamineAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        string shared = configuration[HostFactory.TcpUrls] is { Length: > 0 } urls ? urls.Split(';')[0] : HostFactory.DefaultUrl;
        yield return new DoctorLine(Doctor.Ok, "Console", mode.ListensApart ? console.Value.Url : shared, "");
        yield return new DoctorLine(Doctor.Ok, "Socket", LocalSocket.PathFor(places.DataDirectory), "");
        yield return mode.HasPublicUrl
            ? new DoctorLine(Doctor.Ok, "Public address", configuration["AgentBot:PublicUrl"]!, "")
            : new DoctorLine(Doctor.Ok, "Public address", "off: only this computer reaches AgentBot", "Set AgentBot:PublicUrl when others should.");
        if (!mode.HasPlatform)
        {
            yield return new DoctorLine(Doctor.Ok, "Platforms", "off: nobody reaches AgentBot from Slack or Teams", "manifests/README.md says how to connect it; until then work in the console.");
        }
    }
}
