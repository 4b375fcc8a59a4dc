using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Storing;
using AgentBot.Host.Checkups;
using AgentBot.Host.Doors;
using AgentBot.Host.People;
using Microsoft.AspNetCore.Mvc;

namespace AgentBot.Host.Local;

/// <summary>What the command line asks of a running host. Reachable through the socket in the data directory only.</summary>
public static class LocalEndpoints
{
    private static readonly LocalAnswer Unreadable = new(
        true, "Nothing was decided: the request has to say as, review, revision, shown, kind and note, in JSON. Kind is approve, reject or changes.", 0, []);

    public static void MapLocal(this WebApplication app)
    {
        RouteGroupBuilder local = app.MapGroup("/local").Through(Door.LocalSocket);
        local.MapGet("/about", () => Results.Json(About(app), LocalJson.Default.LocalAbout));
        local.MapGet("/doctor", async (Doctor doctor, CancellationToken ct) =>
            Results.Json(await doctor.ExamineAsync(ct), LocalJson.Default.IReadOnlyListDoctorLine));
        local.MapGet("/audit", async (AuditCheck audit, CancellationToken ct) =>
            Results.Json(await audit.VerifyAsync(ct), LocalJson.Default.AuditFinding));
        local.MapGet("/schedules", async (string @as, LocalSchedules schedules, IDirectory directory, CancellationToken ct) =>
            Results.Json(await schedules.ListAsync(ReaderOf(directory, @as), ct), LocalJson.Default.IReadOnlyListLocalSchedule));
        local.MapGet("/reviews", async (string @as, int page, bool record, LocalReviews reviews, IDirectory directory, CancellationToken ct) =>
            Results.Json(await reviews.ListAsync(ReaderOf(directory, @as), page, record, ct), LocalJson.Default.LocalQueue));
        local.MapPost("/runs", async (HttpRequest request, LocalStarter starter, IDirectory directory, CancellationToken ct) =>
        {
            IFormCollection form = await request.ReadFormAsync(ct);
            LocalAnswer answer = Stranger(form["as"].ToString(), directory.Latest) ?? await starter.StartAsync(form, ct);
            return Results.Json(answer, LocalJson.Default.LocalAnswer);
        });
        local.MapGet("/runs/{number:long}", async (long number, string @as, LocalRuns runs, CancellationToken ct) =>
            await runs.FindAsync(ConfiguredDirectory.Workspace, number, new PersonKey(@as), ct) is { } run
                ? Results.Json(run, LocalJson.Default.LocalRun)
                : Results.NotFound());
        local.MapGet("/tools", async (LocalTools tools, CancellationToken ct) =>
            Results.Json(await tools.ListAsync(ct), LocalJson.Default.IReadOnlyListLocalToolServer));
        local.MapPost("/tools", async (HttpRequest request, LocalTools tools, IDirectory directory, CancellationToken ct) =>
        {
            IFormCollection form = await request.ReadFormAsync(ct);
            string person = form["as"].ToString();
            LocalAnswer answer = person.Length > 0 ? Stranger(person, directory.Latest) ?? await Agree() : await Agree();
            return Results.Json(answer, LocalJson.Default.LocalAnswer);

            ValueTask<LocalAnswer> Agree() => tools.AgreeAsync(ReaderOf(directory, person), form["tool"].ToString(), form["seal"].ToString(), ct);
        });
        local.MapPost("/reviews/{id}/{revision:int}/open", OpenAsync);
        local.MapPost("/decisions", DecideAsync);
    }

    private static LocalAbout About(WebApplication app) => new(
        typeof(LocalEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
        Environment.ProcessId,
        [.. app.Urls.Where(url => !url.Contains("unix:", StringComparison.Ordinal))],
        OperatorOf(app.Services.GetRequiredService<IDirectory>()));

    /// <summary>The person of that key; the first operator where none is given.</summary>
    internal static PersonKey ReaderOf(IDirectory directory, string key) => new(key.Length > 0 ? key : OperatorOf(directory));

    private static string OperatorOf(IDirectory directory) => directory.Latest.Operators.Select(key => key.Value).Order(StringComparer.Ordinal).FirstOrDefault() ?? "";

    private static async Task<IResult> OpenAsync(string id, int revision, string @as, LocalRuns runs, ICommitter committer, TimeProvider time, CancellationToken ct)
    {
        var reader = new PersonKey(@as);
        if (await runs.FindReviewAsync(new ReviewId(id), revision, reader, ct) is not { } review || await runs.OpenAsync(review.Id, revision, reader, ct) is not { } shown)
        {
            return Results.NotFound();
        }

        if (shown.IsPartly)
        {
            return Results.Json(shown, LocalJson.Default.LocalArtifact);
        }

        Change opened = new Change.MarkOpened(review.Id, revision, reader, time.GetUtcNow());
        await committer.CommitAsync(new Commit { Workspace = review.Workspace, Changes = [opened] }, ct);
        return Results.Json(shown, LocalJson.Default.LocalArtifact);
    }

    private static async Task<IResult> DecideAsync(
        HttpRequest asked, LocalRuns runs, [FromServices] IConversation conversation, IDirectory directory, IdSource ids, CancellationToken ct)
    {
        if (await ReadAsync(asked, ct) is not { } decision)
        {
            return Results.Json(Unreadable, LocalJson.Default.LocalAnswer, statusCode: StatusCodes.Status400BadRequest);
        }

        if (Stranger(decision.As, directory.Latest) is { } stranger)
        {
            return Results.Json(stranger, LocalJson.Default.LocalAnswer);
        }

        var person = new PersonKey(decision.As);
        DecisionKind? kind = decision.Kind switch
        {
            "approve" => DecisionKind.Approve,
            "declassify" => DecisionKind.Declassify,
            "reject" => DecisionKind.Reject,
            "changes" => DecisionKind.RequestChanges,
            _ => null,
        };
        if (kind is null || await runs.FindReviewAsync(new ReviewId(decision.Review), decision.Revision, person, ct) is not { } review)
        {
            return Results.NotFound();
        }

        var caller = new Caller(person, review.Channel, "", $"local|{review.Workspace}|decision|{ids.Next()}");
        var request = new DecisionRequest(
            caller, review.Id, decision.Revision, decision.Shown, kind.Value, decision.Note, ImmutableArray<string>.Empty, Edited: null, ThenApprove: false, []);
        return Results.Json(ReplyWords.Of(await conversation.DecideAsync(request, ct)), LocalJson.Default.LocalAnswer);
    }

    /// <summary>Null where something is missing or is no such thing.</summary>
    private static async ValueTask<LocalDecision?> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, LocalJson.Default.LocalDecision, ct);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static LocalAnswer? Stranger(string person, DirectorySnapshot people) => people.Find(new PersonKey(person)) is not null
        ? null
        : new LocalAnswer(true, $"Nothing was done: nobody has the key {ArtifactText.Plain(person)}. There are {string.Join(", ", people.People.Keys)}; choose with --as.", 0, []);
}
