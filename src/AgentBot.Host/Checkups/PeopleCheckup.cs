using System.Runtime.CompilerServices;
using AgentBot.Core.People;
using AgentBot.Host.Local;

namespace AgentBot.Host.Checkups;

/// <summary>Who is known, and whether groups stand for anybody.</summary>
internal sealed class PeopleCheckup(IDirectory directory, HostMode mode) : ICheckup
{
    public async IAsyncEnumerable<DoctorLine> ExamineAsync([EnumeratorCancellation] CancellationToken ct)
    {
        DirectorySnapshot? people = await directory.SnapshotAsync(TimeSpan.FromMinutes(1), ct);
        if (people is null)
        {
            yield return new DoctorLine(Doctor.Bad, "People", "the directory cannot be reached", "Nothing can be approved until it answers.");
            yield break;
        }

        string finding = $"{people.People.Count} people, {people.Groups.Count} groups, operators: {string.Join(", ", people.Operators.Select(people.NameOf).Order(StringComparer.Ordinal))}";
        yield return mode.IsDemo
            ? new DoctorLine(Doctor.Warn, "People", $"{finding}. They are the people of the demo", "Name your own in People, Groups and Operators.")
            : new DoctorLine(Doctor.Ok, "People", finding, "");
        foreach (Group group in people.Groups.Values.Where(group => group.Members.IsEmpty))
        {
            yield return new DoctorLine(Doctor.Warn, "People", $"the group {group.Name} has no member", $"Add one in Groups:{group.Name}:Members: what waits for it waits for nobody.");
        }
    }
}
