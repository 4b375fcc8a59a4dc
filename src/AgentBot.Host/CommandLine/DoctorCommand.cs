using System.CommandLine;
using AgentBot.Host.Checkups;
using AgentBot.Host.Local;

namespace AgentBot.Host.CommandLine;

/// <summary>Says what is right, what is doubtful and what is wrong, each with the next step.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        Option<string[]> settings = SettingsOption.Create();
        var command = new Command("doctor", "Check settings, store, templates, people, models, clock and addresses.") { settings };
        command.SetAction(async (parsed, ct) =>
        {
            var terminal = new Terminal(parsed.InvocationConfiguration.Output);
            try
            {
                return Tell(await ExamineAsync(SettingsOption.Read(parsed, settings), ct), terminal);
            }
            catch (Exception fault) when (StartFailure.Explain(fault) is { } sentences)
            {
                return Tell([.. sentences.Select(sentence => new DoctorLine(Doctor.Bad, "Settings", sentence, ""))], terminal);
            }
        });
        return command;
    }

    private static async Task<IReadOnlyList<DoctorLine>> ExamineAsync(string[] settings, CancellationToken ct)
    {
        if (await LocalConnection.FindAsync(settings, ct) is { } running)
        {
            await using (running)
            {
                IReadOnlyList<DoctorLine> lines = (await running.GetAsync("/local/doctor", LocalJson.Default.IReadOnlyListDoctorLine, ct))!;
                return [new DoctorLine(Doctor.Ok, "Host", $"works as process {running.About.Process}, {string.Join(' ', running.About.Addresses)}", ""), .. lines];
            }
        }

        await using WebApplication app = HostFactory.Build(settings, new HostSetup { LocalOnly = true });
        IReadOnlyList<DoctorLine> found = await app.Services.GetRequiredService<Doctor>().ExamineAsync(ct);
        return [new DoctorLine(Doctor.Ok, "Host", "none works on this data now", ""), .. found];
    }

    private static int Tell(IReadOnlyList<DoctorLine> lines, Terminal terminal)
    {
        foreach (DoctorLine line in lines)
        {
            string style = line.Level switch
            {
                Doctor.Bad => "red",
                Doctor.Warn => "yellow",
                _ => "default",
            };
            terminal.Say($"{line.Level,-5} {line.Subject,-15} {line.Finding.TrimEnd('.')}.{(line.Next.Length == 0 ? "" : " " + line.Next)}", style);
        }

        return lines.Any(line => line.Level == Doctor.Bad) ? 1 : 0;
    }
}
