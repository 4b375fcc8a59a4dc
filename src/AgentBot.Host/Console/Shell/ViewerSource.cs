using AgentBot.Core.People;

namespace AgentBot.Host.WebConsole;

/// <summary>Turns a session into the person it acts as.</summary>
public sealed class ViewerSource(IDirectory directory, ConsoleSettings settings, EntryKey key, TimeProvider time)
{
    /// <summary>
    /// With the demo directory the chosen person, at first the first one; with a platform always the first operator, because the key
    /// of the data directory proves just that. Null when the settings name nobody.
    /// </summary>
    public Viewer? Find(ConsoleSession session)
    {
        DirectorySnapshot snapshot = directory.Latest;
        Person? person = settings.MayActAs
            ? snapshot.People.GetValueOrDefault(session.Person) ?? snapshot.People.Values.FirstOrDefault()
            : snapshot.Operators.OrderBy(operatorKey => operatorKey.Value, StringComparer.Ordinal).Select(snapshot.Find).FirstOrDefault(found => found is not null);
        return person is null
            ? null
            : new Viewer(person, snapshot, session.FormToken(key, person.Key), settings.MayActAs, Clock.ZoneOf(person.TimeZone), time.GetUtcNow()) { Links = settings.Links };
    }
}
