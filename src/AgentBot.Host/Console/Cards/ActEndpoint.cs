using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Chat.Answering;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews;
using AgentBot.Core.Tools.Grants;

namespace AgentBot.Host.WebConsole;

/// <summary>The door of every button on a card.</summary>
public sealed class ActEndpoint(Speaker speaker, ConsoleReads reads, AnswerWriter answers, ForeignPresses foreign, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/console/act", static (HttpContext context, ActEndpoint door) => door.ActAsync(context));

    private async Task ActAsync(HttpContext context)
    {
        Viewer viewer = ConsoleVisit.Of(context).Viewer;
        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (CardPress.Read(form["act"].ToString()) is not { } press)
        {
            await ForeignAsync(context, viewer, "", "");
            return;
        }

        Task acting = press.Kind switch
        {
            CardRef.Review => OnReviewAsync(context, viewer, press, form),
            CardRef.Run => OnRunAsync(context, viewer, press),
            CardRef.Effect or CardRef.Step => OnStuckAsync(context, viewer, press, form),
            CardRef.Command => TypeAsync(context, viewer, press, ConsolePaths.Channel(viewer, form["channel"].ToString()), ButtonWords.OfCommand(press.Verb, press.Id, form[CardInput.Note].ToString().Trim())),
            CardRef.Together when press.Verb == CardVerb.Approve => TogetherAsync(context, viewer, press, ConsolePaths.Channel(viewer, form["channel"].ToString())),
            CardRef.Form => TypeAsync(context, viewer, press, ConsolePaths.Channel(viewer, form["channel"].ToString()), ButtonWords.OnForm(press.Verb, press.Id)),
            _ => ForeignAsync(context, viewer, press.Kind, press.Verb),
        };
        await acting;
    }

    private async Task OnReviewAsync(HttpContext context, Viewer viewer, CardPress press, IFormCollection form)
    {
        if (await reads.Reviews.FindAsync(new ReviewId(press.Id), press.Revision, context.RequestAborted) is not { } review
            || await reads.Runs.FindAsync(review.Run, context.RequestAborted) is not { } run || !Sight.MaySee(viewer, run, review))
        {
            await answers.WriteAsync(context, "Nothing was decided: there is no such review.", "/console/reviews", refused: true);
            return;
        }

        if (PressVerbs.KindOf(press.Verb) is not { } kind)
        {
            await TypeAsync(context, viewer, press, run.Channel, ButtonWords.OnReview(press.Verb, new RunNumber(run.Number, review.Letter), form[CardInput.To].ToString(), form[CardInput.Note].ToString()));
            return;
        }

        string note = form[CardInput.Note].ToString().ReplaceLineEndings("\n").Trim();
        ImmutableArray<string> marked = Marked(form);
        GrantTerms? more = PressVerbs.MoreOf(press.Verb, name => form[name].ToString());
        string once = Digest.OfText($"{ConsoleVisit.Of(context).Session.Id}|{viewer.Key}|{press}|{note}|{string.Join(',', marked)}|{more}").Value[..24];
        Caller caller = Speaker.Caller(viewer, run.Channel, "decision", once) with { Thread = run.Thread };
        Reply reply = await speaker.DecideAsync(new DecisionRequest(caller, review.Id, review.Revision, press.Shown, kind, note, marked, null, false, []) { MarkedByNumber = true, More = more }, context.RequestAborted);
        await AnswerAsync(context, reply, Back(form, ConsolePaths.Review(review)));
    }

    private async Task TogetherAsync(HttpContext context, Viewer viewer, CardPress press, ChannelKey? channel)
    {
        if (channel is not { } found)
        {
            await ForeignAsync(context, viewer, press.Kind, press.Verb);
            return;
        }

        string minute = time.GetUtcNow().ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);
        string once = Digest.OfText($"{ConsoleVisit.Of(context).Session.Id}|{viewer.Key}|{press}|{minute}").Value[..24];
        Result<Reply> reply = await speaker.ApproveTogetherAsync(viewer, found, press.Id, press.Shown, once, context.RequestAborted);
        await answers.WriteAsync(context, reply.Match(_ => "Approved, each by itself. What became of the group stands in the channel.", refusal => refusal.ToString()), ConsolePaths.Chat(found), reply.IsRefused);
    }

    private async Task OnRunAsync(HttpContext context, Viewer viewer, CardPress press)
    {
        if (await reads.Runs.FindAsync(new RunId(press.Id), context.RequestAborted) is not { } run || !Sight.MaySee(viewer, run))
        {
            await answers.WriteAsync(context, "Nothing was done: there is no such run.", "/console/runs", refused: true);
            return;
        }

        await TypeAsync(context, viewer, press, run.Channel, ButtonWords.OnRun(press.Verb, run.Number));
    }

    private async Task OnStuckAsync(HttpContext context, Viewer viewer, CardPress press, IFormCollection form)
    {
        RunId? id = press.Kind == CardRef.Effect
            ? (await reads.Deliveries.FindEffectAsync(new EffectId(press.Id), context.RequestAborted))?.Run
            : new RunId(press.Id.Split(':')[0]);
        if (PressVerbs.ChoiceOf(press.Verb) is not { } choice)
        {
            await ForeignAsync(context, viewer, press.Kind, press.Verb);
            return;
        }

        if (id is null || await reads.Runs.FindAsync(id.Value, context.RequestAborted) is not { } run || !Sight.MaySee(viewer, run))
        {
            await answers.WriteAsync(context, "Nothing was done: this no longer waits for an answer.", "/console/runs", refused: true);
            return;
        }

        string note = form[CardInput.Note].ToString().Trim();
        string once = Digest.OfText($"{ConsoleVisit.Of(context).Session.Id}|{viewer.Key}|{press}|{note}").Value[..24];
        Caller caller = Speaker.Caller(viewer, run.Channel, "settle", once) with { Thread = run.Thread };
        await AnswerAsync(context, await speaker.SettleAsync(new SettleRequest(caller, press.Kind, press.Id, choice, note, []), context.RequestAborted), Back(form, ConsolePaths.Run(run.Number)));
    }

    private Task TypeAsync(HttpContext context, Viewer viewer, CardPress press, ChannelKey? channel, Result<string> words) =>
        words.IsRefused ? ForeignAsync(context, viewer, press.Kind, press.Verb) : TypeAsync(context, viewer, channel, words.Value);

    private Task ForeignAsync(HttpContext context, Viewer viewer, string kind, string verb) =>
        answers.WriteAsync(context, foreign.Tell(viewer.Key, kind, verb).ToString(), "/", refused: true);

    /// <summary>Types a command for the person; its answer stands in the channel.</summary>
    public async Task TypeAsync(HttpContext context, Viewer viewer, ChannelKey? channel, string command)
    {
        if (channel is not { } found)
        {
            await answers.WriteAsync(context, "Nothing was done: this channel is not yours to read.", "/", refused: true);
            return;
        }

        // The same button within the same minute is a double click.
        string minute = time.GetUtcNow().ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);
        string once = Digest.OfText($"{ConsoleVisit.Of(context).Session.Id}|{viewer.Key}|{found}|{command}|{minute}").Value[..24];
        Result<Reply> reply = await speaker.TypeAsync(viewer, found, command, once, context.RequestAborted);
        string sentence = reply.Match(SentenceOf, refusal => refusal.ToString());
        bool inChat = context.Request.Headers["X-Console-For"].ToString() is { Length: > 0 } page && (page == "/" || page.StartsWith("/console/chat/", StringComparison.Ordinal));
        await answers.WriteAsync(context, inChat && !reply.IsRefused ? "" : sentence, ConsolePaths.Chat(found), reply.IsRefused);
    }

    public Task AnswerAsync(HttpContext context, Reply reply, string back, bool leave = false) =>
        answers.WriteAsync(context, SentenceOf(reply), back, reply is Reply.Refused, leave && reply is not Reply.Refused);

    private static string SentenceOf(Reply reply) => reply switch
    {
        Reply.Said said => said.Text.Replace("**", "", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal),
        Reply.Shown => "The answer stands in the channel.",
        Reply.Refused refused => refused.Refusal.ToString(),
        Reply.Form => "More is needed before it can start. The form stands in the channel.",
        Reply.Started started => $"Run {started.Number} has started.",
        Reply.Decided decided => decided.Sentence,
        _ => "",
    };

    private static ImmutableArray<string> Marked(IFormCollection form) =>
        [.. form[CardInput.Marked].Concat(form[CardInput.Rows]).SelectMany(text => RowList.Read(text ?? "")).Distinct()];

    /// <summary>The page that the button stood on, where it names one of this console.</summary>
    public static string Back(IFormCollection form, string otherwise) => Prose.IsOwnPath(form["back"].ToString()) ? form["back"].ToString() : otherwise;
}
