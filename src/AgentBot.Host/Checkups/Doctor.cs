using AgentBot.Host.Local;

namespace AgentBot.Host.Checkups;

/// <summary>One thing that doctor looks at.</summary>
public interface ICheckup
{
    IAsyncEnumerable<DoctorLine> ExamineAsync(CancellationToken ct);
}

/// <summary>Looks at everything that must be right for AgentBot to work, and says what to do where it is not.</summary>
public sealed class Doctor(IEnumerable<ICheckup> checkups)
{
    public const string Ok = "ok";
    public const string Warn = "warn";
    public const string Bad = "bad";

    public async ValueTask<IReadOnlyList<DoctorLine>> ExamineAsync(CancellationToken ct)
    {
        List<DoctorLine> lines = [];
        foreach (ICheckup checkup in checkups)
        {
            await foreach (DoctorLine line in checkup.ExamineAsync(ct))
            {
                lines.Add(line);
            }
        }

        return lines;
    }
}
