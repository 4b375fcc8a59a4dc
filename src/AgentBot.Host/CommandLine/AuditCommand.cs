using System.CommandLine;
using AgentBot.Host.Local;

namespace AgentBot.Host.CommandLine;

/// <summary>Verifies the tamper-evident log, beside a running host as well.</summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        Option<string[]> settings = SettingsOption.Create();
        var verify = new Command("verify", "Check every line of the audit; names the place where it was touched.") { settings };
        verify.SetAction(async (parsed, ct) =>
        {
            try
            {
                AuditFinding finding = await VerifyAsync(SettingsOption.Read(parsed, settings), ct);
                new Terminal(parsed.InvocationConfiguration.Output).Say(finding.Sentence, finding.IsSound ? "default" : "red");
                return finding.IsSound ? 0 : 1;
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                return StartFailure.Tell(fault, parsed.InvocationConfiguration.Error);
            }
        });
        return new Command("audit", "The tamper-evident log.") { verify };
    }

    private static async Task<AuditFinding> VerifyAsync(string[] settings, CancellationToken ct)
    {
        if (await LocalConnection.FindAsync(settings, ct) is { } running)
        {
            await using (running)
            {
                return (await running.GetAsync("/local/audit", LocalJson.Default.AuditFinding, ct))!;
            }
        }

        await using WebApplication app = HostFactory.Build(settings, new HostSetup { LocalOnly = true });
        return await app.Services.GetRequiredService<AuditCheck>().VerifyAsync(ct);
    }
}
