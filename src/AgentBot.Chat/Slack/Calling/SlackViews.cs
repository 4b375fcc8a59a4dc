using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentBot.Chat.Slack.Calling;

/// <summary>Opens and changes forms (modals) and the Home tab.</summary>
public sealed class SlackViews(SlackApi api)
{
    /// <param name="trigger">From the click or command; good for three seconds and one use.</param>
    public ValueTask<SlackResult<SlackView>> OpenAsync(string trigger, JsonObject view, CancellationToken ct) =>
        CallAsync(SlackMethods.OpenView, new SlackForm().With("trigger_id", trigger).With("view", view), ct);

    /// <summary>A further form above the open one; three deep at most.</summary>
    public ValueTask<SlackResult<SlackView>> PushAsync(string trigger, JsonObject view, CancellationToken ct) =>
        CallAsync(SlackMethods.PushView, new SlackForm().With("trigger_id", trigger).With("view", view), ct);

    /// <param name="hash">What was read, so that a newer one is not overwritten; empty to overwrite.</param>
    public ValueTask<SlackResult<SlackView>> UpdateAsync(string id, JsonObject view, string hash, CancellationToken ct) =>
        CallAsync(SlackMethods.UpdateView, new SlackForm().With("view_id", id).With("view", view).With("hash", hash), ct);

    /// <summary>The Home tab of one person.</summary>
    public ValueTask<SlackResult<SlackView>> PublishAsync(string user, JsonObject view, string hash, CancellationToken ct) =>
        CallAsync(SlackMethods.PublishView, new SlackForm().With("user_id", user).With("view", view).With("hash", hash), ct);

    private async ValueTask<SlackResult<SlackView>> CallAsync(SlackMethod method, SlackForm form, CancellationToken ct) =>
        SlackResult.Of<SlackView>(await api.CallAsync(method, form.Arguments, ct), body => SlackView.Of(body.Part("view")));
}

public sealed record SlackView(string Id, string Hash, string Root)
{
    internal static SlackView Of(JsonElement view) => new(view.Text("id"), view.Text("hash"), view.Text("root_view_id"));
}
