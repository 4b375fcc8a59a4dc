using System.Text.Json;
using System.Text.Json.Serialization;
using AgentBot.Core.Values;

namespace AgentBot.Core.Schedules.Triggers;

/// <summary>What happened, as it is kept beside the firing that it caused.</summary>
/// <param name="Kind">"message", "file", "fact", "run" or "hook".</param>
/// <param name="What">For people: the words, the name of the file, the run, the hook. Cut to <see cref="LongestWhat"/> characters.</param>
/// <param name="Link">An address of the platform where it can be read, or the number of the run; empty where there is none.</param>
/// <param name="Chain">How many schedules stood in the line of runs that led to it.</param>
/// <param name="Data">What inputs may take from it: canonical JSON of a record. Empty once it is not needed any more.</param>
public sealed record StoredEvent(string Kind, string What, PersonKeys By, string Link, int Chain, string Data)
{
    public const int LongestWhat = 120;

    [JsonIgnore]
    public Value.Record Values => Data.Length == 0 ? new Value.Record([]) : (Value.Record)ValueJson.Read(Data);

    public static StoredEvent Read(string json) => JsonSerializer.Deserialize(json, StoreJson.Default.StoredEvent)!;

    public string Write() => JsonSerializer.Serialize(this with { What = What.Length <= LongestWhat ? What : What[..(LongestWhat - 1)] + "…" }, StoreJson.Default.StoredEvent);
}
