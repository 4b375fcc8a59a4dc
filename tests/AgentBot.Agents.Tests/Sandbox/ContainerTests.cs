using System.Collections.Immutable;
using AgentBot.Agents.Sandbox;
using AgentBot.Agents.Sandbox.Container;
using AgentBot.Testing;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Tests.Sandbox;

/// <summary>What a container runtime is told. The runtime is a script that keeps what it was told.</summary>
public sealed class ContainerTests
{
    private const string Runtime = """
        #!/bin/sh
        case "$1" in
          image) [ "$5" = tools:1 ] ;;
          run) shift; printf '%s\n' "$@"; echo "secret is $TOKEN"; echo result > "$(printf '%s\n' "$@" | sed -n 's/^type=bind,source=\(.*\),target=.agentbot.work$/\1/p')/out.txt" ;;
          rm) echo "$3" >> "$(dirname "$0")/removed" ;;
        esac
        """;

    [Fact]
    public async Task A_container_has_no_network_no_rights_and_bounds_and_is_removed_afterwards()
    {
        using var folder = new TempFolder();
        ContainerSandbox box = await BoxAsync(folder, "tools:1");

        SandboxResult result = await box.RunAsync(new SandboxJob
        {
            Command = "/usr/bin/tool",
            Arguments = ["--go"],
            Environment = ImmutableDictionary<string, string>.Empty.Add("TOKEN", "planted"),
            Keep = ["out.txt"],
        });

        string[] told = result.Output.Split('\n');
        Assert.All(
            [("--network", "none"), ("--cap-drop", "ALL"), ("--security-opt", "no-new-privileges"), ("--pids-limit", "512"), ("--memory", "2147483648"), ("--pull", "never"), ("--user", "65534:65534"), ("--env", "TOKEN")],
            pair => Assert.Contains(pair, told.Zip(told.Skip(1))));
        Assert.Contains("--read-only", told);
        Assert.Equal(["--entrypoint", "/usr/bin/tool", "tools:1", "--go"], told.SkipWhile(word => word != "--entrypoint").Take(4));
        Assert.DoesNotContain(told, word => word.Contains("planted", StringComparison.Ordinal) && word != "secret is planted");
        Assert.Contains("secret is planted", told);
        Assert.Equal("out.txt", Assert.Single(result.Files).Path);
        Assert.Equal(told[Array.IndexOf(told, "--name") + 1], (await File.ReadAllTextAsync(folder.File("removed"))).Trim());
    }

    [Fact]
    public async Task An_image_that_is_not_there_is_said_before_anything_runs()
    {
        using var folder = new TempFolder();

        Assert.Contains("no image named other:1", (await (await BoxAsync(folder, "other:1")).CheckAsync(CancellationToken.None))!.ToString(), StringComparison.Ordinal);
        Assert.Contains("no image is set", (await (await BoxAsync(folder, "")).CheckAsync(CancellationToken.None))!.ToString(), StringComparison.Ordinal);
    }

    private static async Task<ContainerSandbox> BoxAsync(TempFolder folder, string image)
    {
        await File.WriteAllTextAsync(folder.File("docker"), Runtime);
        File.SetUnixFileMode(folder.File("docker"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var box = new ContainerSandbox("docker", new ProgramPlaces(folder.Path), new OptionsWrapper<SandboxOptions>(new SandboxOptions { Image = image }), TimeProvider.System);
        if (image == "tools:1")
        {
            Assert.Null(await box.CheckAsync(CancellationToken.None));
        }

        return box;
    }
}
