using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using AgentBot.Agents.Sandbox;

namespace AgentBot.Agents.Harness;

/// <summary>Fills in a description of a program: what runs in the sandbox.</summary>
public static class HarnessJob
{
    public static SandboxJob Of(ReadyHarness harness, HarnessDoor door, string prompt, ImmutableArray<SandboxFile> given)
    {
        HarnessSpec spec = harness.Spec;
        string answer = door.LongestAnswer.ToString(CultureInfo.InvariantCulture);
        string Known(string text) => text
            .Replace("{door}", SandboxJob.Door, StringComparison.Ordinal)
            .Replace("{model}", HarnessDoor.Model, StringComparison.Ordinal)
            .Replace("{answer}", answer, StringComparison.Ordinal);
        string Secret(string text) => Known(text).Replace("{token}", door.Token, StringComparison.Ordinal);
        ImmutableArray<SandboxFile> shown = [.. given.Where(file => !HiddenNames.Covers(file.Path, spec.Hide))];
        string? file = spec.Prompt.StartsWith("file:", StringComparison.Ordinal) ? spec.Prompt["file:".Length..] : null;
        return new SandboxJob
        {
            Command = harness.Command,
            Arguments = [.. spec.Arguments.Select(Known), .. spec.Prompt == "argument" ? [prompt] : Array.Empty<string>()],
            Environment = spec.Environment.ToImmutableDictionary(entry => entry.Key, entry => Secret(entry.Value)),
            Input = spec.Prompt == "stdin" ? prompt : "",
            Files = file is null ? shown : shown.Add(new SandboxFile(file, Encoding.UTF8.GetBytes(prompt))),
            Home = [.. spec.Files.Select(entry => new SandboxFile(entry.Key, Encoding.UTF8.GetBytes(Secret(entry.Value))))],
            Keep = ResultReader.FileOf(spec.Result) is { } result ? [result] : [],
            ReadOnly = harness.ReadOnly,
            Gateway = door.Socket,
            Limits = harness.Limits,
        };
    }
}
