using System.CommandLine;
using AgentBot.Core.Cards;
using AgentBot.Core.People;
using AgentBot.Host.Local;

namespace AgentBot.Host.CommandLine;

/// <summary>Lists what waits for a person, oldest first, or what they decided; beside a running host as well. Decides nothing.</summary>
internal static class ReviewsCommand
{
    public static Command Create()
    {
        var person = new Option<string>("--as") { Description = "For whom, by key; the first operator unless given.", DefaultValueFactory = _ => "" };
        var page = new Option<int>("--page") { Description = "Which page, from 1.", DefaultValueFactory = _ => 1 };
        var record = new Option<bool>("--record") { Description = "What that person decided, how fast and how closely." };
        Option<string[]> settings = SettingsOption.Create();
        var command = new Command("reviews", "List the reviews that wait for a person, oldest first.") { person, page, record, settings };
        command.SetAction(async (parsed, ct) =>
        {
            try
            {
                LocalQueue queue = await ListAsync(parsed.GetValue(person)!.TrimStart('@'), Math.Max(1, parsed.GetValue(page)), parsed.GetValue(record), SettingsOption.Read(parsed, settings), ct);
                Tell(queue, new Terminal(parsed.InvocationConfiguration.Output));
                return 0;
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                return StartFailure.Tell(fault, parsed.InvocationConfiguration.Error);
            }
        });
        return command;
    }

    private static async Task<LocalQueue> ListAsync(string person, int page, bool record, string[] settings, CancellationToken ct)
    {
        if (await LocalConnection.FindAsync(settings, ct) is { } running)
        {
            await using (running)
            {
                string path = FormattableString.Invariant($"/local/reviews?as={Uri.EscapeDataString(person)}&page={page}&record={(record ? "true" : "false")}");
                return (await running.GetAsync(path, LocalJson.Default.LocalQueue, ct))!;
            }
        }

        // Not started: workers that run would go on with what waits for them.
        await using WebApplication app = HostFactory.Build(settings, new HostSetup { LocalOnly = true });
        return await app.Services.GetRequiredService<LocalReviews>().ListAsync(LocalEndpoints.ReaderOf(app.Services.GetRequiredService<IDirectory>(), person), page, record, ct);
    }

    private static void Tell(LocalQueue queue, Terminal terminal)
    {
        terminal.Say(ArtifactText.Plain(queue.Headline), "bold");
        foreach (string line in queue.Lines)
        {
            terminal.Say($"  {ArtifactText.Plain(line)}");
        }

        if (queue.Pages > queue.Page)
        {
            terminal.Say($"Page {Wording.Part(queue.Page, queue.Pages)}; --page {queue.Page + 1} shows the next.");
        }
    }
}
