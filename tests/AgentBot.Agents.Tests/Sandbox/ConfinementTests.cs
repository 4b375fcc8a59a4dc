using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AgentBot.Agents.Sandbox;
using AgentBot.Agents.Sandbox.Bubblewrap;
using AgentBot.Testing;

namespace AgentBot.Agents.Tests.Sandbox;

/// <summary>What a program in the sandbox sees, reaches and leaves: with the real bubblewrap.</summary>
public sealed class ConfinementTests
{
    [Fact]
    public async Task Nothing_on_this_computer_or_beyond_is_reached_over_the_network()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using BubblewrapSandbox box = await Boxes.ReadyAsync();

        string said = await box.SaysAsync(Boxes.Shell($"for to in 127.0.0.1/{port} 10.0.0.1/80 1.1.1.1/443; do (exec 3<>/dev/tcp/$to) 2>/dev/null && echo reached $to; done; cat /proc/net/dev | grep -c :"));

        // The loopback of its own is the one interface there is.
        Assert.Equal("1", said);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task Nothing_outside_its_folder_is_read_or_written()
    {
        using var folder = new TempFolder();
        string canary = folder.File("canary.txt");
        await File.WriteAllTextAsync(canary, "the canary");
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        using BubblewrapSandbox box = await Boxes.ReadyAsync();

        string said = await box.SaysAsync(Boxes.Shell(
            $"cat {canary} /proc/1/environ /proc/1/root{canary} 2>/dev/null; ls -d {home} {RepositoryRoot.Path} /var /run /sys /etc/shadow /etc/hostname 2>/dev/null;"
            + "for at in /usr /etc / /agentbot /proc/sys/kernel/hostname; do echo x >> $at/x 2>/dev/null && echo wrote $at; done; ls /agentbot; ls -A /agentbot/home"));

        Assert.Equal("home\nrelay\nwork", said);
    }

    [Fact]
    public async Task It_has_no_rights_and_sees_no_other_process_and_no_variable_that_it_was_not_given()
    {
        using BubblewrapSandbox box = await Boxes.ReadyAsync();
        SandboxJob job = Boxes.Shell("grep -E 'CapEff|CapBnd|NoNewPrivs' /proc/self/status | tr -d '\\t'; env | cut -d= -f1 | sort | tr '\\n' ' '; ls /proc | grep -cE '^[0-9]+$'; hostname 2>/dev/null || cat /proc/sys/kernel/hostname");

        string[] said = (await box.SaysAsync(job with { Environment = job.Environment.Add("GIVEN", "1") })).Split('\n');

        Assert.Equal("CapEff:0000000000000000", said[0]);
        Assert.Equal("NoNewPrivs:1", said[2]);
        Assert.StartsWith("GIVEN HOME PATH PWD SHLVL TMPDIR _", said[3], StringComparison.Ordinal);
        Assert.InRange(int.Parse(said[3].Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture), 1, 8);
        Assert.Equal("sandbox", said[4]);
    }

    [Fact]
    public async Task It_reads_what_it_was_given_and_brings_back_what_was_asked_for()
    {
        using BubblewrapSandbox box = await Boxes.ReadyAsync();
        SandboxJob job = Boxes.Shell("cat files/in.txt; cat; mkdir out; echo one > out/a.txt; echo two > result.json; echo no > other.txt; ln -s /etc/passwd out/link; mkfifo out/pipe; cat ~/.rc") with
        {
            Files = [new SandboxFile("files/in.txt", Encoding.UTF8.GetBytes("given "))],
            Home = [new SandboxFile(".rc", Encoding.UTF8.GetBytes("home"))],
            Input = "and said ",
            Keep = ["result.json", "out/"],
        };

        SandboxResult result = await box.RunAsync(job);

        Assert.Equal("given and said home", result.Output);
        Assert.Equal(["out/a.txt=one\n", "out/pipe=", "result.json=two\n"], result.Files.Select(file => $"{file.Path}={Encoding.UTF8.GetString(file.Bytes.Span)}"));
    }

    [Theory]
    [InlineData("../out")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData("a\\b")]
    [InlineData("")]
    public async Task A_file_with_a_path_out_of_the_folder_is_never_put(string path)
    {
        using BubblewrapSandbox box = await Boxes.ReadyAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => box.RunAsync(Boxes.Shell("true") with { Files = [new SandboxFile(path, new byte[1])] }));
    }

    [Fact]
    public async Task A_flood_of_output_ends_it_and_no_more_than_the_cap_is_kept()
    {
        using BubblewrapSandbox box = await Boxes.ReadyAsync();

        SandboxResult result = await box.RunAsync(Boxes.Shell("yes flood"));

        Assert.Equal(SandboxEnd.TooMuchOutput, result.End);
        Assert.Equal(1 << 20, result.Output.Length);
        Assert.True(result.Took < TimeSpan.FromSeconds(10), $"It took {result.Took}.");
    }

    [Fact]
    public async Task What_hangs_is_ended_with_all_its_children_and_leaves_nothing()
    {
        using BubblewrapSandbox box = await Boxes.ReadyAsync();
        string mark = $"3{Random.Shared.Next(100_000, 999_999)}";
        SandboxJob job = Boxes.Shell($"trap '' TERM INT HUP; mkdir -m 0 closed; setsid sleep {mark} & (setsid bash -c 'trap \"\" TERM; sleep {mark}; true' &) ; sleep {mark}");

        var watch = Stopwatch.StartNew();
        SandboxResult result = await box.RunAsync(job with { Limits = job.Limits with { Time = TimeSpan.FromSeconds(1) } });

        Assert.Equal(SandboxEnd.TimedOut, result.End);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(6), $"It took {watch.Elapsed}.");
        Assert.Empty(Alive(mark));
    }

    [Fact]
    public async Task Who_cancels_gets_it_ended_before_the_call_comes_back()
    {
        using BubblewrapSandbox box = await Boxes.ReadyAsync();
        string mark = $"3{Random.Shared.Next(100_000, 999_999)}";
        using var stop = new CancellationTokenSource();
        Task<SandboxResult> running = box.RunAsync(Boxes.Shell($"sleep {mark}"), stop.Token).AsTask();
        for (int tries = 0; Alive(mark).Count == 0 && tries < 500; tries++)
        {
            await Task.Delay(10);
        }

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Empty(Alive(mark));
    }

    [Fact]
    public async Task A_fork_bomb_stays_within_its_number_of_processes()
    {
        using BubblewrapSandbox box = await Boxes.ReadyAsync();

        // Perl says how often it could make another of itself, and leaves them all behind.
        string said = await box.SaysAsync(Boxes.Shell("exec perl -e 'for (1..200) { my $child = fork(); last if !defined $child; if (!$child) { sleep 20; exit } $count++ } print $count'") with
        {
            Limits = new SandboxLimits { Time = TimeSpan.FromSeconds(20), Processes = 40 },
        });

        Assert.InRange(int.Parse(said, System.Globalization.CultureInfo.InvariantCulture), 20, 40);
    }

    [Theory]
    [InlineData("head -c 60000000 /dev/zero > a; head -c 60000000 /dev/zero > b; sleep 20", SandboxEnd.TooMuchDisk)]
    [InlineData("head -c 200000000 /dev/zero | tr '\\0' x > big; wc -c < big", SandboxEnd.Exited)]
    [InlineData("for i in 1 2 3 4; do (x=$(head -c 40000000 /dev/zero | tr '\\0' x); sleep 20) & done; wait", SandboxEnd.TooMuchMemory)]
    public async Task Disk_and_memory_are_bounded(string script, SandboxEnd expected)
    {
        using BubblewrapSandbox box = await Boxes.ReadyAsync();

        SandboxResult result = await box.RunAsync(Boxes.Shell(script) with
        {
            Limits = new SandboxLimits { Time = TimeSpan.FromSeconds(30), FileBytes = 80_000_000, FolderBytes = 100_000_000, MemoryBytes = 120_000_000 },
        });

        Assert.Equal(expected, result.End);
        Assert.True(expected != SandboxEnd.Exited || long.Parse(result.Output, System.Globalization.CultureInfo.InvariantCulture) <= 80_000_000, "One file went over its limit.");
    }

    [Theory]
    [InlineData("perl -e 'fork while 1' {0}", SandboxEnd.TimedOut)]
    [InlineData("perl -e 'my $kept; $kept .= \"x\" x 1_000_000 while 1' {0}", SandboxEnd.TooMuchMemory)]
    [InlineData("while true; do i=$((i + 1)); head -c 4000000 /dev/zero > {0}-$i; done", SandboxEnd.TooMuchDisk)]
    [InlineData("perl -e 'for (my $i = 0; ; $i++) { open(my $f, \">\", \"{0}-$i\") }'", SandboxEnd.TooMuchDisk)]
    public async Task What_takes_all_it_can_get_is_ended_with_everything_it_made(string script, SandboxEnd expected)
    {
        using BubblewrapSandbox box = await Boxes.ReadyAsync();
        string mark = Guid.NewGuid().ToString("n");
        SandboxJob job = Boxes.Shell(script.Replace("{0}", mark, StringComparison.Ordinal)) with
        {
            Limits = new SandboxLimits
            {
                Time = TimeSpan.FromSeconds(expected == SandboxEnd.TimedOut ? 2 : 60),
                Processes = 64,
                MemoryBytes = 80_000_000,
                FolderBytes = 20_000_000,
                FolderEntries = 1_000,
            },
        };

        SandboxResult result = await box.RunAsync(job);

        Assert.Equal(expected, result.End);
        Assert.True(result.Took < TimeSpan.FromSeconds(30), $"It took {result.Took}.");
        Assert.DoesNotContain(Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])).Select(CommandOf), line => line.Contains(mark, StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFiles(Path.GetTempPath(), mark + "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }));
    }

    [Fact]
    public async Task Its_one_door_is_reached_as_a_port_of_its_own()
    {
        using var folder = new TempFolder();
        string socket = folder.File("s");
        using var host = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        host.Bind(new UnixDomainSocketEndPoint(socket));
        File.SetUnixFileMode(socket, (UnixFileMode)0b110_110_110);
        host.Listen();
        using BubblewrapSandbox box = await Boxes.ReadyAsync();
        Task<SandboxResult> running = box.RunAsync(Boxes.Shell("exec 3<>/dev/tcp/127.0.0.1/8080; echo question >&3; cat <&3; env | grep -c DOTNET_; ls /agentbot/relay; exit 7") with { Gateway = socket });

        using Socket caller = await host.AcceptAsync().WaitAsync(TimeSpan.FromSeconds(20));
        byte[] heard = new byte[9];
        await caller.ReceiveAsync(heard);
        await caller.SendAsync(Encoding.UTF8.GetBytes("answer\n"));
        caller.Shutdown(SocketShutdown.Send);
        SandboxResult result = await running;

        Assert.Equal("question\n", Encoding.UTF8.GetString(heard));
        Assert.Equal("answer\n0\nAgentBot.Relay.dll\nAgentBot.Relay.runtimeconfig.json\n", result.Output);
        Assert.Equal(7, result.ExitCode);
    }

    [Fact]
    public async Task Nothing_is_left_in_the_folder_for_temporary_files()
    {
        using BubblewrapSandbox box = await Boxes.ReadyAsync();
        string mark = Guid.NewGuid().ToString("n");

        await box.SaysAsync(Boxes.Shell($"touch {mark} ~/{mark} /tmp/{mark} /dev/shm/{mark}; mkdir closed; touch closed/{mark}; chmod 0 closed"));

        Assert.Empty(Directory.EnumerateFiles(Path.GetTempPath(), mark, new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }));
    }

    private static List<string> Alive(string mark) =>
        [.. Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])).Select(CommandOf).Where(line => line.StartsWith("sleep", StringComparison.Ordinal) && line.Contains(mark, StringComparison.Ordinal))];

    private static string CommandOf(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }
}
