using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Tools;

/// <summary>Tells operators, and owners of templates whose agents use a tool, what happened to it: each in their own chat, once.</summary>
public sealed class ToolTelling(ICommitter committer, IStoreMarks marks, ITemplateCatalog catalog, IDirectory directory, TimeProvider time) : IToolNews
{
    private static readonly ChannelKey Anywhere = ChannelKey.Of("console", new WorkspaceKey("local"), "");

    public async ValueTask TellAsync(ToolNews news, CancellationToken ct)
    {
        DirectorySnapshot people = directory.Latest;
        DateTimeOffset now = time.GetUtcNow();
        (string mark, Card card, IEnumerable<PersonKey> readers) = news switch
        {
            ToolNews.Offered offered => (MarkOf(offered.Tool.Tool), ToolCards.Offered(offered.Tool, offered.Source), people.Operators),

            // The same trouble that is there again on another day is news again.
            ToolNews.Reshaped reshaped => (Daily("reshaped", reshaped.Tool, reshaped.Differs, now), ToolCards.Reshaped(reshaped), Answering(reshaped.Tool, people)),
            ToolNews.Failing failing => (Daily("failing", failing.Tool, failing.Host, now), ToolCards.Failing(failing, new CardClock("Etc/UTC", now)), Answering(failing.Tool, people)),
            _ => throw new InvalidOperationException("No rule for this news of a tool."),
        };
        try
        {
            if (await marks.FindMarkAsync(mark, ct) is null)
            {
                await committer.CommitAsync(new Commit { Workspace = Anywhere.Workspace, Changes = [.. Changes(mark, card, readers, people)] }, ct);
            }
        }
        catch (StoreUnavailableException)
        {
            // It is told with the next call; the call itself does not depend on it.
        }
    }

    /// <summary>What goes with an agreement: the card that asked for it says so.</summary>
    public async ValueTask<ImmutableArray<Change>> AgreedAsync(ToolPin pin, Tool tool, CancellationToken ct)
    {
        string mark = MarkOf(tool);
        DirectorySnapshot people = directory.Latest;
        return await marks.FindMarkAsync(mark, ct) is null ? [] : [.. Changes(mark, ToolCards.Agreed(pin, people.NameOf(pin.AgreedBy)), people.Operators, people)];
    }

    private static string MarkOf(Tool tool) => $"tool:{tool.Name}:{tool.Pin.Value[..16]}";

    private static string Daily(string what, string tool, string about, DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"tool:{what}:{tool}:{Digest.OfText(about).Value[..12]}:{now:yyyyMMdd}");

    private IEnumerable<Change> Changes(string mark, Card card, IEnumerable<PersonKey> readers, DirectorySnapshot people) => readers
        .Select(people.Find).OfType<Person>().Select(person => QuestionPlaces.ChatOf(person, Anywhere, people)).Distinct()
        .Select(Change (chat) => new Change.WantView(Conversations.InChannel(chat), Purposes.Notice(mark), time.GetUtcNow()))
        .Prepend(new Change.PutMark(mark, JsonSerializer.Serialize(card, StoreJson.Default.Card)));

    private IEnumerable<PersonKey> Answering(string tool, DirectorySnapshot people) => catalog.Current.Templates.Values
        .Where(template => template.Workflow.Steps.OfType<StepSpec.Agent>().Any(agent => agent.Spec.Tools.Contains(tool)))
        .SelectMany(template => people.Resolve(template.Workflow.Owner))
        .Concat(people.Operators)
        .Distinct();
}
