using AgentBot.Core;
using AgentBot.Core.Audit;
using AgentBot.Core.Channels;
using AgentBot.Core.People;
using AgentBot.Core.Storing;
using AgentBot.Host.Logging;

namespace AgentBot.Host.Workers;

/// <summary>
/// At the first start of a demo, teaches each channel what the samples of its team say. Once: what people forget or change
/// later stays forgotten or changed.
/// </summary>
public sealed class DemoFactsWorker(DemoSeed seed, HostMode mode, Opening opening, ILogger<DemoFactsWorker> logger) : StartWork
{
    protected override async Task DoAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (mode.IsDemo && await seed.PlantAsync(stoppingToken) is > 0 and int count)
            {
                Log.DemoFactsPlanted(logger, count);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or StoreUnavailableException)
        {
            Log.DemoFactsNotPlanted(logger, fault);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; the next start plants them.
        }
        finally
        {
            opening.FactsAreThere();
        }
    }
}

/// <summary>Reads "templates/&lt;team&gt;/samples/facts.md" into the channel of that name: a fact per line, "#" begins a comment.</summary>
public sealed class DemoSeed(Places places, IDirectory directory, IStoreMarks marks, ICommitter committer, IdSource ids, TimeProvider time)
{
    private const string Mark = "demo-facts";
    private const string Author = "ben";

    /// <returns>How many facts were planted; 0 where it was done before.</returns>
    public async ValueTask<int> PlantAsync(CancellationToken ct)
    {
        if (await marks.FindMarkAsync(Mark, ct) is not null)
        {
            return 0;
        }

        DateTimeOffset now = time.GetUtcNow();
        FactRow[] facts = [.. directory.Latest.Channels.SelectMany(channel => Read(channel, now))];
        await committer.CommitAsync(
            new Commit
            {
                Workspace = People.ConfiguredDirectory.Workspace,
                Changes = [.. facts.Select(fact => new Change.InsertFact(fact)), new Change.PutMark(Mark, now.ToString("O"))],
                Audit = [.. facts.Select(fact => AuditEntry.Of("fact.remembered", AuditEntry.Host, fact.Id.Value).Saying("text", fact.Text))],
            },
            ct);
        return facts.Length;
    }

    private IEnumerable<FactRow> Read(ChannelInfo channel, DateTimeOffset now) =>
        from folder in places.TemplateFolders
        let file = Path.Combine(folder, channel.Name, "samples", "facts.md")
        where File.Exists(file)
        from line in File.ReadLines(file)
        let text = line.Trim().TrimStart('-', '*').Trim()
        where text.Length > 0 && !line.TrimStart().StartsWith('#') && !line.TrimStart().StartsWith("<!--", StringComparison.Ordinal)
        select new FactRow
        {
            Id = ids.NextFact(),
            Workspace = channel.Key.Workspace,
            Channel = channel.Key,
            Text = text,
            Author = new PersonKey(Author),
            Source = Path.GetFileName(file),
            CreatedAt = now,
        };
}
