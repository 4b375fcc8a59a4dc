using System.CommandLine;
using System.Net.Http.Headers;
using AgentBot.Host.Local;

namespace AgentBot.Host.CommandLine;

/// <summary>Runs a template from the command line and stays with it until it has ended or waits for somebody else.</summary>
internal static class RunCommand
{
    private const long LargestFile = 25L * 1024 * 1024;

    public static Command Create()
    {
        var template = new Argument<string>("template") { Description = "Name of the template." };
        var inputs = new Option<string[]>("--input", "-i") { Description = "An input as name=value; may be repeated.", DefaultValueFactory = _ => [] };
        var files = new Option<string[]>("--file", "-f") { Description = "A file as path, or as input=path; may be repeated.", DefaultValueFactory = _ => [] };
        var person = new Option<string>("--as") { Description = "Who asks, by key; the first operator unless given.", DefaultValueFactory = _ => "" };
        var channel = new Option<string>("--channel") { Description = "In which channel; the team's own unless given.", DefaultValueFactory = _ => "" };
        var approve = new Option<string?>("--approve") { Description = "Approve its reviews, as the person who asks or as the one named here.", Arity = ArgumentArity.ZeroOrOne };
        Option<string[]> settings = SettingsOption.Create();
        var command = new Command("run", "Run a template here, or in the AgentBot that already works on the same data.") { template, inputs, files, person, channel, approve, settings };
        command.SetAction(async (parsed, ct) =>
        {
            var request = new Request(
                parsed.GetValue(template)!,
                parsed.GetValue(inputs)!,
                parsed.GetValue(files)!,
                parsed.GetValue(person)!.TrimStart('@'),
                parsed.GetValue(channel)!,
                parsed.GetResult(approve) is not null,
                parsed.GetValue(approve)?.TrimStart('@') ?? "");
            try
            {
                return await RunAsync(request, SettingsOption.Read(parsed, settings), new Terminal(parsed.InvocationConfiguration.Output), ct);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                return StartFailure.Tell(fault, parsed.InvocationConfiguration.Error);
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(Request request, string[] settings, Terminal terminal, CancellationToken ct)
    {
        await using LocalConnection host = await LocalConnection.OpenAsync(settings, ct);
        string person = request.Person.Length > 0 ? request.Person : host.About.Operator;
        using var form = new MultipartFormDataContent();
        if (Fill(form, request, person) is { } problem)
        {
            terminal.Say(problem, "yellow");
            return RunExit.Refused;
        }

        LocalAnswer answer = (await host.PostAsync("/local/runs", form, LocalJson.Default.LocalAnswer, ct))!;
        terminal.Say(answer.Text, answer.Refused ? "yellow" : "default");
        foreach (LocalMistake mistake in answer.Mistakes)
        {
            terminal.Say($"  {mistake.Input}: {mistake.Sentence}");
        }

        if (answer.Refused || answer.Number == 0)
        {
            return RunExit.Refused;
        }

        string? approver = request.Approves ? (request.Approver.Length > 0 ? request.Approver : person) : null;
        return await new RunFollower(host, terminal, person, new ReviewAnswerer(host, terminal, person, approver)).FollowAsync(answer.Number, ct);
    }

    /// <returns>What stands in the way; null for nothing.</returns>
    private static string? Fill(MultipartFormDataContent form, Request request, string person)
    {
        form.Add(new StringContent(request.Template), "template");
        form.Add(new StringContent(person), "as");
        form.Add(new StringContent(request.Channel), "channel");
        foreach (string input in request.Inputs)
        {
            int equals = input.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                return $"No run was started: '{input}' is no input. Write --input name=value.";
            }

            form.Add(new StringContent(input[(equals + 1)..]), "input." + input[..equals]);
        }

        foreach (string file in request.Files)
        {
            // A path may hold an equals sign itself: what exists as it stands is a path.
            int equals = File.Exists(file) ? -1 : file.IndexOf('=', StringComparison.Ordinal);
            string path = file[(equals + 1)..];
            if (!File.Exists(path))
            {
                return $"No run was started: there is no file {path}.";
            }

            if (new FileInfo(path).Length > LargestFile)
            {
                return $"No run was started: {path} has more than 25 MB.";
            }

            var content = new ByteArrayContent(File.ReadAllBytes(path));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            form.Add(content, equals < 0 ? "file" : "file." + file[..equals], Path.GetFileName(path));
        }

        return null;
    }

    private sealed record Request(string Template, string[] Inputs, string[] Files, string Person, string Channel, bool Approves, string Approver);
}

/// <summary>Settings for verbs that take only their own options.</summary>
internal static class SettingsOption
{
    public static Option<string[]> Create() =>
        new("--set", "-s") { Description = "A setting as Section:Name=value; may be repeated.", DefaultValueFactory = _ => [] };

    public static string[] Read(ParseResult parsed, Option<string[]> option) =>
        [.. parsed.GetValue(option)!.Select(setting => setting.StartsWith("--", StringComparison.Ordinal) ? setting : "--" + setting)];
}
