using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AgentBot.Testing;

namespace AgentBot.Benchmarks;

/// <summary>
/// The published program, compiled ahead of time, from its spawning to its first answers, and its memory when nothing
/// happens; beside the smallest web server there is, published in the same way.
/// </summary>
internal static class Starting
{
    private const int Starts = 9;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private const string FloorProject = """
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <AssemblyName>Floor</AssemblyName>
            <InvariantGlobalization>true</InvariantGlobalization>
            <ServerGarbageCollection>false</ServerGarbageCollection>
          </PropertyGroup>
        </Project>
        """;

    private const string FloorProgram = """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/health/live", () => "alive");
        app.MapGet("/", () => "page");
        app.Run();
        """;

    public static async Task<int> RunAsync()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("floor-source"));
        await File.WriteAllTextAsync(folder.File("floor-source/Floor.csproj"), FloorProject);
        await File.WriteAllTextAsync(folder.File("floor-source/Program.cs"), FloorProgram);
        await PublishAsync(folder.File("floor-source/Floor.csproj"), folder.File("floor"));
        CopySources(folder.File("source"));
        await PublishAsync(folder.File("source/src/AgentBot.Host/AgentBot.Host.csproj"), folder.File("product"));

        string[] settings = ["--AgentBot:TemplatesDirectory=" + Path.Combine(RepositoryRoot.Path, "templates"), "--AgentBot:DataDirectory=" + folder.File("data")];
        Measured first = await MeasureAsync(Path.Combine(folder.File("product"), "AgentBot.Host.dll"), folder.Path, settings, idle: false);
        var product = new List<Measured>();
        var floor = new List<Measured>();
        for (int i = 0; i < Starts; i++)
        {
            product.Add(await MeasureAsync(Path.Combine(folder.File("product"), "AgentBot.Host.dll"), folder.Path, settings, idle: i == Starts - 1));
            floor.Add(await MeasureAsync(Path.Combine(folder.File("floor"), "Floor.dll"), folder.Path, ["--Logging:LogLevel:Default=Warning"], idle: i == Starts - 1));
        }

        double live = product.Select(one => one.Live).At(0.5);
        double floorLive = floor.Select(one => one.Live).At(0.5);
        double cpu = product.Select(one => one.User + one.System).At(0.5);
        double floorCpu = floor.Select(one => one.User + one.System).At(0.5);
        Figures.Title($"{Starts} starts of the published program, in turn with the smallest web server");
        Figures.Row("spawn to first answer, p50", live, "ms", $"budget 300; {live / floorLive:N2} of the floor");
        Figures.Row("spawn to first answer, fastest", product.Min(one => one.Live), "ms", $"{product.Min(one => one.Live) / floor.Min(one => one.Live):N2} of the floor");
        Figures.Row("spawn to first page, p50", product.Select(one => one.Page).At(0.5), "ms");
        Figures.Row("spawn to first page on an empty folder", first.Page, "ms");
        Figures.Row("CPU until the first answer, p50", cpu, "ms", $"{cpu / floorCpu:N2} of the floor");
        Figures.Row("  of it in the kernel, p50", product.Select(one => one.System).At(0.5), "ms");
        Figures.Row("CPU until the first page, p50", product.Select(one => one.PageCpu).At(0.5), "ms");
        Figures.Row("memory when idle", product[^1].Memory.Resident, "MiB", "budget 100");
        Figures.Row("  of it its own, not files that others share", product[^1].Memory.Own, "MiB");
        Figures.Row("floor: spawn to first answer, p50", floorLive, "ms");
        Figures.Row("floor: spawn to first answer, fastest", floor.Min(one => one.Live), "ms");
        Figures.Row("floor: CPU until the first answer, p50", floorCpu, "ms");
        Figures.Row("floor: CPU until the first page, p50", floor.Select(one => one.PageCpu).At(0.5), "ms");
        Figures.Row("floor: memory when idle", floor[^1].Memory.Resident, "MiB");
        Figures.Row("  of it its own, not files that others share", floor[^1].Memory.Own, "MiB");
        return 0;
    }

    /// <summary>Publishing for one runtime would write into the files that lock the packages, so a copy without them is published.</summary>
    private static void CopySources(string into)
    {
        string root = RepositoryRoot.Path;
        IEnumerable<string> sources = Directory.EnumerateFiles(Path.Combine(root, "src"), "*", SearchOption.AllDirectories);
        foreach (string file in Directory.EnumerateFiles(root, "*.props").Append(Path.Combine(root, "global.json")).Append(Path.Combine(root, ".editorconfig")).Concat(sources))
        {
            string path = Path.GetRelativePath(root, file);
            if (!path.Split(Path.DirectorySeparatorChar).Any(part => part is "artifacts" or "bin" or "obj" or "packages.lock.json"))
            {
                string copy = Path.Combine(into, path);
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }
    }

    private static async Task PublishAsync(string project, string into)
    {
        using Process publish = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                "publish", project, "-c", "Release", "-r", "linux-x64", "--self-contained", "false", "-o", into, "-v", "quiet", "-nologo",
                "-p:PublishReadyToRun=true", "-p:RunAnalyzers=false",
            ])
        { RedirectStandardOutput = true })!;
        string said = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        if (publish.ExitCode != 0)
        {
            throw new InvalidOperationException($"{project} could not be published: {said}");
        }
    }

    private static async Task<Measured> MeasureAsync(string program, string folder, string[] settings, bool idle)
    {
        string address = $"http://127.0.0.1:{FreePort()}";
        using var client = new HttpClient { BaseAddress = new Uri(address), Timeout = Limit };
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [program, "--urls", address, .. settings])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        })!;
        try
        {
            _ = process.StandardOutput.ReadToEndAsync();
            await AnswerAsync(client, "/health/live", process);
            double live = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            process.Refresh();
            double user = process.UserProcessorTime.TotalMilliseconds;
            double system = process.PrivilegedProcessorTime.TotalMilliseconds;
            await AnswerAsync(client, "/", process);
            double page = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            process.Refresh();
            double cpu = process.TotalProcessorTime.TotalMilliseconds;
            if (idle)
            {
                await Task.Delay(Idle);
            }

            return new Measured(live, user, system, page, cpu, idle ? MemoryOf(process) : default);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static async Task AnswerAsync(HttpClient client, string path, Process process)
    {
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Limit && !process.HasExited;)
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync(path);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(1);
        }

        throw new InvalidOperationException($"There was no answer at {path}.");
    }

    private static Memory MemoryOf(Process process)
    {
        string[] lines = File.ReadAllLines($"/proc/{process.Id}/smaps_rollup");
        double Of(string name) => lines
            .Where(line => line.StartsWith(name + ":", StringComparison.Ordinal))
            .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024)
            .Single();
        return new Memory(Of("Rss"), Of("Private_Dirty"));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <param name="Live">Milliseconds from the spawning to the first answer, as <paramref name="Page"/> to the first page.</param>
    /// <param name="User">Milliseconds of CPU until the first answer in the program, as <paramref name="System"/> in the kernel.</param>
    /// <param name="PageCpu">Milliseconds of both until the first page.</param>
    /// <param name="Memory">Nothing where it was not looked at.</param>
    private sealed record Measured(double Live, double User, double System, double Page, double PageCpu, Memory Memory);

    /// <summary>MiB. Of what is resident, the files of program and runtime can be dropped and are shared with other programs on the same runtime.</summary>
    private readonly record struct Memory(double Resident, double Own);
}
