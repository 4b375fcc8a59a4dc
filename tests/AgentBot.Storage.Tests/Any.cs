using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Audit;
using AgentBot.Core.Delivery;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Storage.Tests;

/// <summary>Rows to put in, plausible and short; and rows of which every field says something.</summary>
internal static class Any
{
    public static readonly WorkspaceKey Workspace = new("local");
    public static readonly ChannelKey Finance = ChannelKey.Of("console", Workspace, "finance");
    public static readonly ChannelKey Operations = ChannelKey.Of("console", Workspace, "operations");
    public static readonly PersonKey Ana = new("ana");
    public static readonly PersonKey Ben = new("ben");
    public static readonly DateTimeOffset Start = new(2026, 11, 19, 9, 14, 0, TimeSpan.Zero);

    public static Commit Of(params Change[] changes) => new() { Workspace = Workspace, Changes = [.. changes] };

    public static Commit With(this Commit commit, string receipt, string answer = "{}") =>
        commit with { Receipt = new ReceiptRow(receipt, commit.Workspace, answer, Start) };

    public static Commit Audited(this Commit commit, params AuditEntry[] entries) => commit with { Audit = [.. entries] };

    public static RunRow Run(string id, ChannelKey? channel = null) => new()
    {
        Id = new RunId(id),
        Workspace = Workspace,
        Channel = channel ?? Finance,
        Thread = "thread-" + id,
        Template = "expense-triage",
        TemplateVersion = Digest.OfText("template"),
        Requester = Ana,
        Root = new RunId(id),
        First = new RunId(id),
        Inputs = "{}",
        Resolved = "{}",
        CreatedAt = Start,
        ChangedAt = Start,
    };

    public static StepRow Step(string run, string step, int round = 1) => new() { Run = new RunId(run), Workspace = Workspace, Step = step, Round = round };

    public static WorkRow Work(string id, string run, DateTimeOffset? due = null) =>
        new() { Id = new WorkId(id), Workspace = Workspace, Kind = WorkKind.Step, Run = new RunId(run), Step = "check", Round = 1, DueAt = due ?? Start };

    public static ReviewRow Review(string id, string run, params string[] reviewers) => new()
    {
        Id = new ReviewId(id),
        Revision = 1,
        Workspace = Workspace,
        Channel = Finance,
        Run = new RunId(run),
        Step = "decide",
        Round = 1,
        Artifact = new ArtifactRef(ArtifactType.Table, Digest.OfText("artifact"), 8),
        Binding = Digest.OfText("binding"),
        Policy = Policy(reviewers.Length == 0 ? ["finance-leads"] : reviewers),
        Requester = Ana,
        OpenedAt = Start,
    };

    public static string Policy(params string[] reviewers) => JsonSerializer.Serialize(
        new ReviewPolicy([.. reviewers.Select(name => new Principal(PrincipalKind.Either, name))], 1, true, [], 3, TimeSpan.FromHours(24), null, null, null),
        StoreJson.Default.ReviewPolicy);

    public static DecisionRow Decision(string review, PersonKey person, DecisionKind kind = DecisionKind.Approve) => new()
    {
        Review = new ReviewId(review),
        Revision = 1,
        Workspace = Workspace,
        Person = person,
        Kind = kind,
        Shown = Digest.OfText("artifact"),
        Content = Digest.OfText(""),
        At = Start,
    };

    public static EffectRow Effect(string id, string run, string conversation = "console/local/finance#1") => new()
    {
        Id = new EffectId(id),
        Workspace = Workspace,
        Run = new RunId(run),
        Step = "post",
        Round = 1,
        Conversation = conversation,
        Target = "{}",
        Artifact = new ArtifactRef(ArtifactType.Table, Digest.OfText("artifact"), 8),
        IdempotencyKey = "key-" + id,
        DueAt = Start,
        CreatedAt = Start,
    };

    /// <summary>A row whose every settable property differs from its default, so that a column forgotten anywhere shows.</summary>
    public static TRow Filled<TRow>()
        where TRow : class => (TRow)Fill(typeof(TRow), "row");

    private static object Fill(Type type, string name)
    {
        Type bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare switch
        {
            _ when bare == typeof(string) => name switch { "Policy" => Policy("ben"), "Progress" => "{\"rungs\":1}", _ => "text of " + name },
            _ when bare == typeof(int) => name.Length,
            _ when bare == typeof(long) => 1000L + name.Length,
            _ when bare == typeof(decimal) => 10.5m + name.Length,
            _ when bare == typeof(bool) => true,
            _ when bare == typeof(DateTimeOffset) => Start.AddMinutes(name.Length),
            _ when bare == typeof(TimeSpan) => TimeSpan.FromMilliseconds(name.Length),
            _ when bare == typeof(IReadOnlyList<string>) => ImmutableArray.Create("a", name),
            _ when bare.IsEnum => Enum.GetValues(bare).GetValue(Enum.GetValues(bare).Length - 1)!,
            _ when bare.IsValueType => Activator.CreateInstance(bare, name == "Channel" ? Finance.Value : "id of " + name)!,
            _ => FillRecord(bare),
        };
    }

    private static object FillRecord(Type type)
    {
        ConstructorInfo constructor = type.GetConstructors().OrderByDescending(one => one.GetParameters().Length).First();
        object row = constructor.Invoke([.. constructor.GetParameters().Select(parameter => Fill(parameter.ParameterType, parameter.Name!))]);
        foreach (PropertyInfo property in type.GetProperties().Where(property => property.SetMethod is not null))
        {
            property.SetValue(row, Fill(property.PropertyType, property.Name));
        }

        return row;
    }
}
