using System.Text.Json.Nodes;

namespace AgentBot.Testing.Slack;

/// <summary>One call as the fake server took it.</summary>
/// <param name="Arguments">Decoded from the form, or from a JSON body where the method takes one.</param>
public sealed record FakeSlackCall(string Method, string Token, IReadOnlyDictionary<string, string> Arguments, DateTimeOffset At)
{
    public string this[string name] => Arguments.GetValueOrDefault(name, "");

    /// <summary>An argument that is JSON; null where it is missing.</summary>
    public JsonNode? Json(string name) => this[name].Length == 0 ? null : JsonNode.Parse(this[name]);

    public bool Flag(string name) => this[name] is "true" or "1";

    public int Number(string name, int otherwise) =>
        int.TryParse(this[name], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number) ? number : otherwise;

    /// <summary>What was answered: "ok", Slack's error, "429", "500" or "cut".</summary>
    public string Outcome { get; init; } = "";
}

/// <summary>Slack's own "no" to a call.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1710", Justification = "It carries Slack's own word and never leaves the stand-in.")]
public sealed class FakeSlackRefusal(string error, params string[] messages) : Exception
{
    public string Error { get; } = error;

    public IReadOnlyList<string> Details { get; } = messages;

    public string Needed { get; init; } = "";
}
