using System.Text.Json.Nodes;

namespace AgentBot.Testing.Slack;

/// <summary>Hands out trigger ids, which live three seconds and serve once.</summary>
public sealed class FakeSlackTriggers(TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, (DateTimeOffset At, string View)> _fresh = [];
    private readonly HashSet<string> _used = [];
    private int _count;

    /// <param name="view">The open view it comes from; empty for a command or a click on a message.</param>
    public string New(string view = "")
    {
        lock (_fresh)
        {
            string id = $"13345224609.738474920.{++_count:x8}";
            _fresh[id] = (time.GetUtcNow(), view);
            return id;
        }
    }

    /// <summary>Uses it up and returns the view it comes from.</summary>
    internal string Take(string id)
    {
        lock (_fresh)
        {
            if (_used.Contains(id))
            {
                throw new FakeSlackRefusal("exchanged_trigger_id");
            }

            if (!_fresh.Remove(id, out (DateTimeOffset At, string View) trigger))
            {
                throw new FakeSlackRefusal("invalid_trigger_id");
            }

            _used.Add(id);
            return time.GetUtcNow() - trigger.At > Life ? throw new FakeSlackRefusal("expired_trigger_id") : trigger.View;
        }
    }
}

/// <summary>views.*</summary>
internal sealed class FakeSlackViews(FakeSlackServer server)
{
    private const int Deepest = 3;
    private const int LongestTitle = 24;
    private const int LargestView = 250_000;
    private const int MostBlocks = 100;

    private static readonly HashSet<string> BlockTypes = ["section", "header", "divider", "context", "actions", "input", "image", "rich_text", "alert", "video"];

    private FakeSlackWorkspace Workspace => server.Workspace;

    public IEnumerable<KeyValuePair<string, Func<FakeSlackCall, JsonObject>>> Methods =>
    [
        new("views.open", Open),
        new("views.push", Push),
        new("views.update", Update),
        new("views.publish", Publish),
    ];

    private JsonObject Open(FakeSlackCall call)
    {
        server.Triggers.Take(call["trigger_id"]);
        return Add(new FakeSlackView(Workspace.NextId("V"), Read(call, "modal")));
    }

    private JsonObject Push(FakeSlackCall call)
    {
        FakeSlackView below = Workspace.Views.GetValueOrDefault(server.Triggers.Take(call["trigger_id"])) ?? throw new FakeSlackRefusal("invalid_trigger_id");
        return below.Depth >= Deepest
            ? throw new FakeSlackRefusal("push_limit_reached")
            : Add(new FakeSlackView(Workspace.NextId("V"), Read(call, "modal")) { Root = below.Root, Depth = below.Depth + 1 });
    }

    private JsonObject Update(FakeSlackCall call)
    {
        FakeSlackView view = Workspace.Views.GetValueOrDefault(call["view_id"]) ?? throw new FakeSlackRefusal("not_found");
        if (call["hash"].Length > 0 && call["hash"] != view.Hash)
        {
            throw new FakeSlackRefusal("hash_conflict");
        }

        view.Content = Read(call, "modal");
        return Add(view);
    }

    private JsonObject Publish(FakeSlackCall call)
    {
        if (!Workspace.Users.ContainsKey(call["user_id"]))
        {
            throw new FakeSlackRefusal("user_not_found");
        }

        FakeSlackView? before = Workspace.Homes.GetValueOrDefault(call["user_id"]);
        if (call["hash"].Length > 0 && call["hash"] != before?.Hash)
        {
            throw new FakeSlackRefusal("hash_conflict");
        }

        var home = new FakeSlackView(before?.Id ?? Workspace.NextId("V"), Read(call, "home"));
        Workspace.Homes[call["user_id"]] = home;
        return Add(home);
    }

    private JsonObject Add(FakeSlackView view)
    {
        view.Hash = $"{Workspace.NextTs()}.{view.Id}";
        Workspace.Views[view.Id] = view;
        JsonObject drawn = (JsonObject)view.Content.DeepClone();
        drawn["id"] = view.Id;
        drawn["hash"] = view.Hash;
        drawn["root_view_id"] = view.Root;
        return new JsonObject { ["view"] = drawn };
    }

    private static JsonObject Read(FakeSlackCall call, string type)
    {
        if (call["view"].Length > LargestView)
        {
            throw new FakeSlackRefusal("view_too_large");
        }

        if (call.Json("view") is not JsonObject view || (string?)view["type"] != type || view["blocks"] is not JsonArray blocks)
        {
            throw new FakeSlackRefusal("invalid_arguments", "[ERROR] missing required field [json-pointer:/view]");
        }

        if (type == "modal")
        {
            string title = (string?)view["title"]?["text"] ?? "";
            if (title.Length is 0 or > LongestTitle || (blocks.Any(block => (string?)block?["type"] == "input") && view["submit"] is null))
            {
                throw new FakeSlackRefusal("invalid_arguments", $"[ERROR] must be more than 0 and less than {LongestTitle + 1} characters [json-pointer:/view/title/text]");
            }
        }

        FakeSlackBlocks.Check(blocks, MostBlocks, BlockTypes);
        return view;
    }
}
