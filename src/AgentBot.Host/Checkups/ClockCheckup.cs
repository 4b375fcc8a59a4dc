using System.Runtime.CompilerServices;
using AgentBot.Host.Local;

namespace AgentBot.Host.Checkups;

/// <summary>A clock that stands wrong fires schedules at the wrong time and ends reviews too early.</summary>
internal sealed class ClockCheckup(TimeProvider time, Places places) : ICheckup
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public async IAsyncEnumerable<DoctorLine> ExamineAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset newest = new DirectoryInfo(places.DataDirectory).EnumerateFiles()
            .Select(file => new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero))
            .DefaultIfEmpty(DateTimeOffset.UnixEpoch)
            .Max();
        string finding = $"{now:yyyy-MM-dd HH:mm:ss} UTC, time zone {time.LocalTimeZone.Id}";
        yield return newest > now + Tolerance
            ? new DoctorLine(Doctor.Bad, "Clock", $"{finding}, but the data was written at {newest:yyyy-MM-dd HH:mm:ss} UTC", "Set the clock of this computer.")
            : new DoctorLine(Doctor.Ok, "Clock", finding, "");
    }
}
