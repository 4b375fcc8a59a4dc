using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Host.Tests.Rows;

/// <summary>What the stories of rows share: a run over a staged file, and what left in the end.</summary>
internal static class RowMarks
{
    /// <summary>Every third row is refused; a pure rule, so that a story can say what must leave.</summary>
    public static string ChoiceOf(int number) => number % 3 == 0 ? "refuse" : "approve";

    public static int[] Approved(int rows) => [.. Enumerable.Range(1, rows).Where(number => ChoiceOf(number) == "approve")];

    public static async Task<RunRow> StartAsync(IServiceProvider services, ChannelKey channel, string person, int rows)
    {
        T Get<T>() => (T)services.GetService(typeof(T))!;
        Artifact artifact = Artifact.Of(ArtifactType.File, System.Text.Encoding.UTF8.GetBytes(RowTemplates.Csv(rows)));
        await Get<ICommitter>().CommitAsync(new Commit { Workspace = channel.Workspace, Changes = [new Change.PutArtifact(channel, artifact, null, DateTimeOffset.UnixEpoch)] }, CancellationToken.None);
        var file = new Value.File("claims.csv", "text/csv", artifact.Ref.Length, artifact.Ref.Content);
        Reply reply = await Get<IConversation>().SayAsync(new CommandRequest(new Caller(new PersonKey(person), channel, "", $"test|rows|{Guid.NewGuid():n}"), "run claims", [file], []), CancellationToken.None);
        return (await Get<IRunReader>().FindAsync(Assert.IsType<Reply.Started>(reply).Run, CancellationToken.None))!;
    }

    /// <summary>The numbers of the people whose rows were sent.</summary>
    public static async Task<int[]> LeftAsync(IServiceProvider services, RunRow run)
    {
        T Get<T>() => (T)services.GetService(typeof(T))!;
        EffectRow[] sent = [.. (await Get<IDeliveryReader>().EffectsAsync(run.Id, CancellationToken.None)).Where(effect => effect.State == EffectState.Sent)];
        Artifact artifact = (await Get<IArtifactReader>().FindAsync(run.Channel, Assert.Single(sent).Artifact.Content, CancellationToken.None))!;
        return [.. ((Value.Table)ValueJson.Read(artifact.Bytes.Span)).Data.Rows.Select(row => int.Parse(((Value.Text)row[0]).Content.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture))];
    }

    public static async Task<bool> IsDoneAsync(IServiceProvider services, RunRow run) =>
        (await ((IRunReader)services.GetService(typeof(IRunReader))!).FindAsync(run.Id, CancellationToken.None))!.Status == RunStatus.Done;
}
