using System.CommandLine;
using AgentBot.Core.People;
using AgentBot.Host.Local;

namespace AgentBot.Host.CommandLine;

/// <summary>Lists what runs by itself and when next, beside a running host as well. Starts nothing.</summary>
internal static class SchedulesCommand
{
    public static Command Create()
    {
        var person = new Option<string>("--as") { Description = "In whose time zone, by key; the first operator's unless given.", DefaultValueFactory = _ => "" };
        Option<string[]> settings = SettingsOption.Create();
        var command = new Command("schedules", "List the schedules of all channels with their next times.") { person, settings };
        command.SetAction(async (parsed, ct) =>
        {
            try
            {
                Tell(await ListAsync(parsed.GetValue(person)!.TrimStart('@'), SettingsOption.Read(parsed, settings), ct), new Terminal(parsed.InvocationConfiguration.Output));
                return 0;
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                return StartFailure.Tell(fault, parsed.InvocationConfiguration.Error);
            }
        });
        return command;
    }

    private static async Task<IReadOnlyList<LocalSchedule>> ListAsync(string person, string[] settings, CancellationToken ct)
    {
        if (await LocalConnection.FindAsync(settings, ct) is { } running)
        {
            await using (running)
            {
                return (await running.GetAsync($"/local/schedules?as={Uri.EscapeDataString(person)}", LocalJson.Default.IReadOnlyListLocalSchedule, ct))!;
            }
        }

        // Not started: a clock that runs would begin what is due.
        await using WebApplication app = HostFactory.Build(settings, new HostSetup { LocalOnly = true });
        return await app.Services.GetRequiredService<LocalSchedules>().ListAsync(LocalEndpoints.ReaderOf(app.Services.GetRequiredService<IDirectory>(), person), ct);
    }

    private static void Tell(IReadOnlyList<LocalSchedule> schedules, Terminal terminal)
    {
        if (schedules.Count == 0)
        {
            terminal.Say("Nothing runs by itself.");
            return;
        }

        foreach (LocalSchedule schedule in schedules)
        {
            string where = schedule.Platform == "console" ? $"#{schedule.Channel}" : $"#{schedule.Channel} on {schedule.Platform}";
            terminal.Say($"{where}, schedule {schedule.Number}: {ArtifactText.Plain(schedule.Title)}, {schedule.Words}", "bold");
            terminal.Say($"  {ArtifactText.Plain(schedule.State)}. In the name of {ArtifactText.Plain(schedule.Owner)}.");
            if (schedule.Then.Count > 0)
            {
                terminal.Say($"  Then {string.Join("; ", schedule.Then)}.");
            }
        }
    }
}
