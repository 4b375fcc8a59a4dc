using System.CommandLine;
using AgentBot.Core.People;
using AgentBot.Host.Local;

namespace AgentBot.Host.CommandLine;

/// <summary>
/// Lists the tools that servers offer, shows one with everything that an agent would be told, and agrees to it. Beside a running host as
/// well; where none runs, the servers are started for the time of the command.
/// </summary>
internal static class ToolsCommand
{
    public static Command Create()
    {
        var tool = new Argument<string>("tool") { Description = "Show this one whole, for example files.read_file.", DefaultValueFactory = _ => "" };
        Option<string[]> settings = SettingsOption.Create();
        var command = new Command("tools", "List the tools that servers offer, and which of them agents may call.") { tool, settings };
        command.SetAction((parsed, ct) => GuardedAsync(parsed, async () =>
        {
            IReadOnlyList<LocalToolServer> servers = await ListAsync(SettingsOption.Read(parsed, settings), ct);
            return Tell(servers, parsed.GetValue(tool)!, new Terminal(parsed.InvocationConfiguration.Output));
        }));
        command.Subcommands.Add(CreateAgree());
        return command;
    }

    private static Command CreateAgree()
    {
        var tool = new Argument<string>("tool") { Description = "Which one, for example files.read_file." };
        var seal = new Argument<string[]>("seal") { Description = "The two words that stand beside it in the list: what was seen.", Arity = ArgumentArity.OneOrMore };
        var person = new Option<string>("--as") { Description = "Who agrees, by key; the first operator unless given.", DefaultValueFactory = _ => "" };
        Option<string[]> settings = SettingsOption.Create();
        var command = new Command("agree", "Agree to a tool as it is shown now. A tool that changes later is off until somebody agrees anew.") { tool, seal, person, settings };
        command.SetAction((parsed, ct) => GuardedAsync(parsed, async () =>
        {
            LocalAnswer answer = await AgreeAsync(
                parsed.GetValue(person)!.TrimStart('@'), parsed.GetValue(tool)!, string.Concat(parsed.GetValue(seal)!), SettingsOption.Read(parsed, settings), ct);
            new Terminal(parsed.InvocationConfiguration.Output).Say(ArtifactText.Plain(answer.Text));
            return answer.Refused ? 1 : 0;
        }));
        return command;
    }

    private static async Task<int> GuardedAsync(ParseResult parsed, Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return StartFailure.Tell(fault, parsed.InvocationConfiguration.Error);
        }
    }

    private static async Task<IReadOnlyList<LocalToolServer>> ListAsync(string[] settings, CancellationToken ct)
    {
        if (await LocalConnection.FindAsync(settings, ct) is { } running)
        {
            await using (running)
            {
                return (await running.GetAsync("/local/tools", LocalJson.Default.IReadOnlyListLocalToolServer, ct))!;
            }
        }

        await using WebApplication app = HostFactory.Build(settings, new HostSetup { LocalOnly = true });
        return await app.Services.GetRequiredService<LocalTools>().ListAsync(ct);
    }

    private static async Task<LocalAnswer> AgreeAsync(string person, string tool, string seal, string[] settings, CancellationToken ct)
    {
        if (await LocalConnection.FindAsync(settings, ct) is { } running)
        {
            await using (running)
            {
                using var form = new FormUrlEncodedContent([new("as", person), new("tool", tool), new("seal", seal)]);
                return (await running.PostAsync("/local/tools", form, LocalJson.Default.LocalAnswer, ct))!;
            }
        }

        await using WebApplication app = HostFactory.Build(settings, new HostSetup { LocalOnly = true });
        return await app.Services.GetRequiredService<LocalTools>().AgreeAsync(LocalEndpoints.ReaderOf(app.Services.GetRequiredService<IDirectory>(), person), tool, seal, ct);
    }

    private static int Tell(IReadOnlyList<LocalToolServer> servers, string wanted, Terminal terminal)
    {
        if (wanted.Length > 0)
        {
            return Show(servers, wanted, terminal);
        }

        if (servers.Count == 0)
        {
            terminal.Say("No server of tools is set. Mcp:Servers in the settings names them; templates/README.md says how.");
        }

        foreach (LocalToolServer server in servers)
        {
            terminal.Say($"{server.Name}: {ArtifactText.Plain(server.Source)}", "bold");
            if (server.Trouble.Length > 0)
            {
                terminal.Say($"  {server.Trouble}");
            }

            foreach (LocalTool tool in server.Tools)
            {
                terminal.Say($"  {tool.Name}  {Says(tool)}  {tool.Seal}");
            }

            foreach (string sentence in server.LeftOut)
            {
                terminal.Say($"  {sentence}");
            }
        }

        if (servers.SelectMany(server => server.Tools).FirstOrDefault(tool => tool.Standing != "agreed") is { } open)
        {
            terminal.Say($"Look at one with: tools {open.Name}");
        }

        return 0;
    }

    private static int Show(IReadOnlyList<LocalToolServer> servers, string wanted, Terminal terminal)
    {
        if (servers.SelectMany(server => server.Tools).FirstOrDefault(tool => string.Equals(tool.Name, wanted, StringComparison.OrdinalIgnoreCase)) is not { } found)
        {
            terminal.Say($"No server offers a tool {ArtifactText.Plain(wanted)} now.");
            return 1;
        }

        terminal.Say($"{found.Name}: {Says(found)}", "bold");
        terminal.Say("What it says of itself, as an agent would read it:");
        terminal.Say(ArtifactText.Plain(found.Description.Length == 0 ? "(nothing)" : found.Description));
        terminal.Say("What it wants to be given:");
        terminal.Say(ArtifactText.Plain(found.Arguments));
        foreach (string line in found.Differences)
        {
            terminal.Say(ArtifactText.Plain(line));
        }

        terminal.Say(found.Standing == "agreed" ? "An operator has agreed to it." : $"Agree to it with: tools agree {found.Name} {found.Seal}");
        return 0;
    }

    private static string Says(LocalTool tool) => string.Join(", ", tool.Writes ? "writes, each call needs a yes" : "reads", tool.Standing switch
    {
        "agreed" => "agreed",
        "changed" => "changed since it was agreed to, off",
        _ => "not agreed to yet, off",
    });
}
