using System.Text.Json.Nodes;
using AgentBot.Chat.Slack.Calling;
using AgentBot.Chat.Slack.Drawing.Modals;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Slack.Answering;

/// <summary>Opens forms inside the three seconds of a trigger: at once where they are at hand, behind a loading view where they take longer.</summary>
public sealed class ModalOpener(SlackViews views, TimeProvider time, ILogger<ModalOpener> logger)
{
    /// <summary>As long as a drawing may take before the person is shown that something happens.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <param name="above">True to lay it over the form it was asked from.</param>
    public async ValueTask<bool> OpenAsync(string trigger, JsonObject view, bool above, CancellationToken ct)
    {
        SlackResult<SlackView> opened = above ? await views.PushAsync(trigger, view, ct) : await views.OpenAsync(trigger, view, ct);
        if (!opened.IsOk)
        {
            SlackLog.FormNotOpened(logger, Why(opened.Answer));
        }

        return opened.IsOk;
    }

    /// <param name="draw">Never null: what cannot be drawn is told in the form.</param>
    public async ValueTask<bool> OpenAsync(string trigger, string title, string what, Func<CancellationToken, ValueTask<JsonObject>> draw, bool above, CancellationToken ct)
    {
        Task<JsonObject> drawing = draw(ct).AsTask();
        if (await Task.WhenAny(drawing, Task.Delay(Patience, time, ct)) == drawing)
        {
            return await OpenAsync(trigger, await drawing, above, ct);
        }

        JsonObject loading = NoticeModal.Loading(title, what);
        SlackResult<SlackView> opened = above ? await views.PushAsync(trigger, loading, ct) : await views.OpenAsync(trigger, loading, ct);
        JsonObject view = await drawing;
        if (opened.Value is not { } shown)
        {
            SlackLog.FormNotOpened(logger, Why(opened.Answer));
            return false;
        }

        return (await views.UpdateAsync(shown.Id, view, "", ct)).IsOk;
    }

    public async ValueTask<bool> UpdateAsync(string view, JsonObject drawn, string hash, CancellationToken ct) => (await views.UpdateAsync(view, drawn, hash, ct)).IsOk;

    private static string Why(SlackAnswer answer) =>
        answer.Match(_ => "", refused => refused.Error, limited => "to wait", unreachable => "nothing, it cannot be reached", unclear => "nothing clear");
}
