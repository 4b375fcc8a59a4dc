using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AgentBot.Core.Storing;
using AgentBot.Host.Local;
using AgentBot.Host.Options;

namespace AgentBot.Host.Checkups;

/// <summary>The store, its folder and the room on its disk.</summary>
internal sealed class StoreCheckup(IStoreUpkeep store, Places places) : ICheckup
{
    private const long Little = 1L << 30;
    private const long VeryLittle = 100L << 20;

    public async IAsyncEnumerable<DoctorLine> ExamineAsync([EnumeratorCancellation] CancellationToken ct)
    {
        yield return new DoctorLine(Doctor.Ok, "Program", $".NET {Environment.Version} on {RuntimeInformation.RuntimeIdentifier}", "");
        yield return Folder();
        yield return Room();
        StoreHealth health = await store.CheckAsync(thorough: true, ct);
        yield return new DoctorLine(
            health.IsHealthy ? Doctor.Ok : Doctor.Bad,
            "Store",
            $"{health.Engine}. {health.Sentence}",
            health.IsHealthy ? "" : "Stop AgentBot, copy the data directory away and restore the last good copy.");
    }

    private DoctorLine Folder() => FolderCheck.Writable(places.DataDirectory) is { } problem
        ? new DoctorLine(Doctor.Bad, "Data", problem, "Give this account the right to write there, or set AgentBot:DataDirectory.")
        : new DoctorLine(Doctor.Ok, "Data", $"{places.DataDirectory} can be written", "");

    private DoctorLine Room()
    {
        long free = new DriveInfo(places.DataDirectory).AvailableFreeSpace;
        string finding = $"{free / (1 << 20)} MB are free where the data is";
        return free < VeryLittle ? new DoctorLine(Doctor.Bad, "Disk", finding, "Make room now: without it nothing can be kept.")
            : free < Little ? new DoctorLine(Doctor.Warn, "Disk", finding, "Make room soon.")
            : new DoctorLine(Doctor.Ok, "Disk", finding, "");
    }
}
