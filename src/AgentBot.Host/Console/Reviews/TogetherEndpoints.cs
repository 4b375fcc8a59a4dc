using System.Globalization;
using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Together;

namespace AgentBot.Host.WebConsole;

/// <summary>Doors of several reviews at once: a group of alike ones, and those that somebody selected.</summary>
public sealed class TogetherEndpoints(ReviewFinder finder, LikenessReader likeness, Speaker speaker, AnswerWriter answers, TimeProvider time)
{
    private const int MostReminded = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/console/reviews/bulk", static (HttpContext context, TogetherEndpoints doors) => doors.BulkAsync(context));
        routes.MapPost("/console/reviews/together", static (HttpContext context, TogetherEndpoints doors) => doors.OfferAsync(context));
    }

    /// <summary>Puts a group together; its card stands in the channel of its reviews, for this person alone.</summary>
    private async Task OfferAsync(HttpContext context)
    {
        Viewer viewer = ConsoleVisit.Of(context).Viewer;
        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
        string kin = form["kin"].ToString();
        ChannelKey channel = viewer.Directory.Channels.Select(one => one.Key).FirstOrDefault(one => one.Platform == ConsoleGateway.PlatformName && viewer.MayRead(one));
        string minute = time.GetUtcNow().ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);
        string once = Digest.OfText($"{ConsoleVisit.Of(context).Session.Id}|{viewer.Key}|together|{kin}|{minute}").Value[..24];
        Result<Reply> reply = await speaker.TypeAsync(viewer, channel, $"reviews together {kin}", once, context.RequestAborted);
        await answers.WriteAsync(context, reply.IsRefused ? reply.Refusal!.ToString() : "", reply.IsRefused ? "/console/reviews/queue" : ConsolePaths.Chat(channel), reply.IsRefused, leave: !reply.IsRefused);
    }

    /// <summary>Each review is decided by itself and binds its own bytes; what may not be decided unread is left out and said.</summary>
    private async Task BulkAsync(HttpContext context)
    {
        Viewer viewer = ConsoleVisit.Of(context).Viewer;
        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
        bool approve = form["do"] == "approve";
        string[] keys = [.. form["r"].OfType<string>().Distinct().Take(MostReminded)];
        var selected = new List<ReviewDetail>();
        foreach (string key in keys)
        {
            if (await finder.FindAsync(viewer, key, context.RequestAborted) is { } detail)
            {
                selected.Add(detail);
            }
        }

        if (approve && await WhyNotTogetherAsync(selected, context.RequestAborted) is { } refusal)
        {
            await answers.WriteAsync(context, refusal.ToString(), "/console/reviews", refused: true);
            return;
        }

        int done = 0;
        var left = new List<string>();
        foreach (ReviewDetail detail in selected)
        {
            string why = approve && detail.Queued.Review.Review.OpenedAt is null ? "not read" : await DoAsync(context, viewer, detail, approve);
            if (why.Length == 0)
            {
                done++;
            }
            else
            {
                left.Add($"{detail.Queued.Review.Title} ({why})");
            }
        }

        string sentence = $"{Amounts.Count(done, "review")} {(approve ? "approved" : "reminded")}.{(left.Count == 0 ? "" : $" Left out: {string.Join("; ", left.Take(5))}{(left.Count > 5 ? $" and {left.Count - 5} more" : "")}.")}";
        await answers.WriteAsync(context, done + left.Count == 0 ? "Nothing was selected." : sentence, "/console/reviews", refused: done == 0);
    }

    /// <summary>One that was read is decided like from its card; several only where they are few, alike and of low risk.</summary>
    private async ValueTask<Refusal?> WhyNotTogetherAsync(List<ReviewDetail> selected, CancellationToken ct)
    {
        if (selected.Count > BatchHandler.Most)
        {
            return new Refusal(RefusalKind.NotAllowed, "Nothing was approved.", $"These are {selected.Count}; at most {BatchHandler.Most} are approved together.", "Select fewer.");
        }

        if (selected.Count < 2)
        {
            return null;
        }

        var kins = new HashSet<string>(StringComparer.Ordinal);
        foreach (ReviewDetail detail in selected)
        {
            Likeness alike = await likeness.OfAsync(detail.Queued.Row, ct);
            if (!alike.IsAlike)
            {
                return new Refusal(RefusalKind.NotAllowed, "Nothing was approved.", $"“{detail.Queued.Review.Title}” is decided by itself: {alike.Why}.", "Take it out of the selection, or decide them one by one.");
            }

            kins.Add(alike.Kin);
        }

        return kins.Count == 1 ? null : new Refusal(RefusalKind.NotAllowed, "Nothing was approved.", "These are not alike: they differ in template, step, place or who decides.", "Oldest first shows what is alike; decide the others one by one.");
    }

    private async ValueTask<string> DoAsync(HttpContext context, Viewer viewer, ReviewDetail detail, bool approve)
    {
        ReviewRow row = detail.Queued.Row;
        string once = Digest.OfText($"{ConsoleVisit.Of(context).Session.Id}|{viewer.Key}|bulk|{detail.Queued.Key}|{approve}").Value[..24];
        Caller caller = Speaker.Caller(viewer, detail.Queued.Review.Run.Channel, "decision", once) with { Thread = detail.Queued.Review.Run.Thread };
        Refusal? refusal = approve
            ? (await speaker.DecideAsync(new DecisionRequest(caller, row.Id, row.Revision, row.Artifact.Content.Value[..16], DecisionKind.Approve, "", [], null, false, []), context.RequestAborted) as Reply.Refused)?.Refusal
            : (await speaker.TypeAsync(viewer, detail.Queued.Review.Run.Channel, $"remind {detail.Queued.Review.Run.Number}{row.Letter}", once, context.RequestAborted)).Refusal;
        return refusal?.What.TrimEnd('.') ?? "";
    }
}
