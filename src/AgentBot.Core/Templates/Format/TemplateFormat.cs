using System.Collections.Immutable;
using AgentBot.Core.Reviews.Surfaces;

namespace AgentBot.Core.Templates.Format;

/// <summary>Every key of a template file: the one table behind the reader, templates/schema.json and the reference.</summary>
public static class TemplateFormat
{
    public const string ApiVersion = "agentbot/v1";
    public const int MostSteps = 100;
    public const int MostItems = 2_000;
    public const int MostOpenReviews = 10_000;

    public static readonly ImmutableArray<Word> FieldTypes =
    [
        new("text", "Words, at most 20,000 characters unless `max` says less."),
        new("number", "A number."),
        new("money", "An amount with its currency, such as EUR 100."),
        new("date", "A day, such as 2026-12-31."),
        new("month", "A month, such as 2026-10; a default may be this-month or last-month."),
        new("duration", "A length of time, such as 14d."),
        new("choice", "One of the words in `of`."),
        new("boolean", "Yes or no."),
        new("user", "A person."),
        new("channel", "A channel."),
        new("file", "A file that is handed over."),
        new("table", "Rows with the columns in `columns`."),
    ];

    /// <summary>What an agent may answer with, as the registered types say.</summary>
    public static readonly ImmutableArray<Word> ArtifactWords = [.. ReviewSurfaces.All.Select(kind => kind.Answer).OfType<AnswerShape>().Select(shape => new Word(shape.Word, shape.Help))];

    private static readonly Shape ColumnType = new Shape.Words(FieldTypes.RemoveRange(8, 4));

    private static readonly Shape Columns = new Shape.MapOf(NameRule.Column, "name of a column", new Shape.Either(ColumnType, new Shape.Map(new MapSpec("Column", "A column of a file or a table.",
    [
        new("type", ColumnType, "What the cells hold.", Required: true),
        new("of", new Shape.ListOf(new Shape.Text(80)), "The words of a choice."),
        new("min", new Shape.Decimal(), "The smallest number or amount."),
        new("max", new Shape.Decimal(), "The largest number or amount, or the longest text in characters."),
    ]))));

    private static readonly ImmutableArray<KeySpec> TypeKeys =
    [
        new("type", new Shape.Words(FieldTypes), "What it holds.", Required: true),
        new("of", new Shape.ListOf(new Shape.Text(80)), "The words of a choice."),
        new("min", new Shape.Decimal(), "The smallest number or amount."),
        new("max", new Shape.Decimal(), "The largest number or amount, or the longest text in characters."),
        new("columns", Columns, "The columns of a file or a table. Other columns may exist and are text."),
    ];

    public static readonly MapSpec Input = new("Input", "Something a run asks for.",
    [
        .. TypeKeys,
        new("label", new Shape.Text(80), "What people read beside the field.", Default: "the name, with a capital letter"),
        new("help", new Shape.Text(), "One sentence under the field."),
        new("required", new Shape.Boolean(), "Whether a run cannot start without it.", Default: "false"),
        new("default", new Shape.Text(), "What holds when nothing is given, in the input's own writing: last-month, 14d, EUR 100."),
        new("accept", new Shape.ListOf(new Shape.Name(NameRule.Setting)), "Endings of file names that are taken.", Default: "any"),
        new("locale", new Shape.Text(10), "How numbers and dates are written in the file, such as en-GB or de-DE.", Default: "only unambiguous writings are taken"),
    ]);

    public static readonly MapSpec OutputField = new("Output field", "A field of what an agent answers.",
    [
        .. TypeKeys,
        new("required", new Shape.Boolean(), "Whether an answer without it is no answer.", Default: "true"),
        new("help", new Shape.Text(600), "What belongs into it; the agent reads this."),
    ]);

    private static readonly Shape FieldTypeWord = new Shape.Words(FieldTypes);
    private static readonly Shape OutputFields = new Shape.MapOf(NameRule.Id, "name of a field", new Shape.Either(FieldTypeWord, new Shape.Map(OutputField)));
    private static readonly Shape Arguments = new Shape.MapOf(NameRule.Id, "name of an argument", new Shape.Writing());

    private static readonly Shape OneOrMore = new Shape.Either(new Shape.Principal(), new Shape.ListOf(new Shape.Principal(), 50));

    private static readonly ImmutableArray<KeySpec> People =
    [
        new("person", OneOrMore, "One person, or several."),
        new("group", OneOrMore, "One group, or several."),
        new("role", OneOrMore, "Everybody who carries this role in the settings; or several roles."),
        new("quorum", new Shape.WholeOr(1, 20, "all"), "How many of them must approve, or `all`. A person counts once, with however many accounts.", Default: "1"),
    ];

    private static readonly MapSpec Stage = new("Stage", "One step of deciding. It is asked once the step before it is decided.", People);

    private static readonly MapSpec Threshold = new("Threshold", "Who decides as well, last, where a number of the reviewed thing asks for it.",
    [
        new("when", new Shape.Text(200), "A number, one of > >= < <=, and a limit: total > 1000 EUR. Numbers are rows, total, recipients, a column (its sum) or a field. What cannot be computed, or is in several currencies, counts as over it.", Required: true),
        .. People,
    ]);

    public static readonly MapSpec Reviewers = new("Reviewers", "Who decides.",
    [
        .. People,
        new("sequence", new Shape.ListOf(new Shape.Map(Stage), 10), "Steps that decide one after the other, in place of the keys above. A rejection at any step rejects; a new round begins at the first."),
        new("also", new Shape.ListOf(new Shape.Map(Threshold), 10), "Who decides as well, last, from which number on."),
        new("not", new Shape.Either(new Shape.Words("requester", "editor", "nobody"), new Shape.ListOf(new Shape.Words("requester", "editor"), 2)), "Who may not decide: who asked, who wrote the version shown, or both in a list.", Default: "requester"),
        new("delegate", new Shape.Boolean(), "Whether one of them may hand their part to somebody else in the channel.", Default: "true"),
    ]);

    private static readonly MapSpec Escalation = new("Escalation", "Who is asked when nobody decides.",
    [
        new("after", new Shape.Waiting(), "After this long, counted since the step that is waited for began; in working time of those who are waited for where it says so: 4 working hours.", Required: true),
        new("to", new Shape.Principal(), "The person or group that is asked then.", Required: true),
    ]);

    private static readonly KeySpec[] Deciding =
    [
        new("reviewers", new Shape.Either(new Shape.Principal(), new Shape.ListOf(new Shape.Principal(), 50), new Shape.Map(Reviewers)), "Who decides: @name, a list of them, or a map.", Required: true),
        new("remind", new Shape.Waiting(), "Reminds them after this long, and again, but at most every 4 hours. May count in working time: 4 working hours.", Default: "no reminder"),
        new("escalate", new Shape.Either(new Shape.Map(Escalation), new Shape.ListOf(new Shape.Map(Escalation), 10)), "Asks somebody else too when nobody decides; a list asks one after the other."),
        new("expires", new Shape.Length(), "After this long without a decision the review is over.", Default: "7d"),
    ];

    private static readonly KeySpec[] Using =
    [
        new("validity", new Shape.Length(), "How long an approval may wait for what it lets out.", Default: "24h"),
        new("editors", new Shape.Either(new Shape.Principal(), new Shape.ListOf(new Shape.Principal(), 50)), "Who may edit.", Default: "every reviewer"),
    ];

    /// <summary>Who is asked before a tool writes.</summary>
    private static readonly MapSpec Approval = new("Approval", "Who is asked before a tool writes. Each call waits for their yes; a refusal and its reason go back to the agent.", [.. Deciding, .. Using]);

    private static readonly ImmutableArray<KeySpec> Thinking =
    [
        new("purpose", new Shape.Text(600), "One sentence: what the agent is for. Required unless `use` names an agent."),
        new("model", new Shape.Name(NameRule.Setting), "A model alias from the settings, such as small; never a vendor's name.", Default: "default"),
        new("harness", new Shape.Name(NameRule.Setting), "A program that works in the agent's place, by its word in the settings: claude-code, opencode or one that the operator described.", Default: "AgentBot's own agent"),
        new("context", new Shape.ListOf(new Shape.Words("facts", "lessons")), "What of the channel's knowledge it reads.", Default: "nothing"),
        new("instructions", new Shape.Text(16_000), "How it should work, in plain words. Required unless `use` names an agent."),
        new("output", OutputFields, "The fields of its answer. Required unless `use` names an agent."),
        new("artifact", new Shape.Words(ArtifactWords), "What the answer is for reviewers; each word asks for fields of its own, see “Artifacts”.", Default: "record"),
        new("tools", new Shape.ListOf(new Shape.Name(NameRule.Setting)), "Tools that it may call: the name of a file with kind: Tool, or server.tool of a server in the settings.", Default: "none"),
        new("approval", new Shape.Map(Approval), "Who is asked before a tool writes, with the keys of a review that say so. Other calls need nobody.", Default: "the owner of the template, with the defaults of a review"),
        new("turns", new Shape.Whole(1, Spec.AgentSpec.MostTurns), "How often the model of an agent with tools or a harness may be asked before it must have answered.", Default: "12"),
        new("max_tokens", new Shape.Whole(16, 64_000), "The longest answer in tokens.", Default: "2000"),
    ];

    public static readonly MapSpec AgentStep = new("Agent in a step", "A small agent, declared here or taken from its own file.",
    [
        new("use", new Shape.Name(NameRule.Template), "The name of an agent in its own file. Then only `input` may stand beside it."),
        .. Thinking,
        new("input", new Shape.Writing(), "What it works on: one expression, or a map with the fields that the agent declares."),
    ]);

    public static readonly MapSpec Review = new("Review", "A question to people about what a step made.",
    [
        new("of", new Shape.Name(NameRule.Id), "The step whose result is reviewed.", Required: true),
        .. Deciding,
        new("on_changes", new Shape.Name(NameRule.Id), "The step that gets a remark.", Default: "the nearest agent before `of`"),
        new("on_reject", new Shape.WordsOrStep(["end", "skip"]), "What follows a rejection: the run ends, what depends on it is skipped, or a step runs.", Default: "end"),
        .. Using,
        new("also_in", new Shape.Either(new Shape.Text(100), new Shape.ListOf(new Shape.Text(100), 5)), "Channels in which the question stands too, here or on another platform: \"#board\", \"teams:#finance\", \"slack:#finance\".", Default: "the run's own thread only"),
    ]);

    private static readonly MapSpec SecretUrl = new("Secret", "A URL kept in the settings.", [new("secret", new Shape.Name(NameRule.Setting), "The name of the secret.", Required: true)]);

    private static readonly MapSpec Target = new("Target", "A place outside of chat.",
    [
        new("webhook", new Shape.Either(new Shape.Text(2_000), new Shape.Map(SecretUrl)), "An https address, or { secret: name }."),
        new("idempotent", new Shape.Boolean(), "Whether the other side recognises the Idempotency-Key header, so that an unclear sending may be repeated.", Default: "false"),
        new("file", new Shape.Expression(), "A path below the folder “out” of the data directory."),
    ]);

    public static readonly MapSpec Publish = new("Publish", "Something leaves.",
    [
        new("to", new Shape.Either(new Shape.Expression(), new Shape.Map(Target)), "#channel, teams:#channel or slack:#channel on another platform, @person, thread, requester, an expression over inputs, or a map with webhook or file.", Required: true),
        new("content", new Shape.Expression(), "What leaves, as a rule the artifact of a review.", Required: true),
        new("review", new Shape.Words("none"), "Written only where nothing was reviewed; an operator must then allow the version."),
        new("declassify", new Shape.Either(new Shape.Principal(), new Shape.ListOf(new Shape.Principal(), 20)), "Who may let it leave a private channel or a direct message for where more people read. One of them who reads that channel is asked for it, beside the review. Without it such a run is not started.", Default: "nobody; it stays"),
    ]);

    private static readonly MapSpec Retry = new("Retry", "Tries again after a failure that may pass.",
    [
        new("times", new Shape.Whole(0, 10), "How many more times.", Required: true),
        new("wait", new Shape.Length(), "How long before the first; it doubles each time.", Default: "10s"),
    ]);

    public static readonly MapSpec Step = new("Step", "One node of a run. It has exactly one of agent, action, review, publish and workflow.",
    [
        new("id", new Shape.Name(NameRule.Id), "Its name in expressions.", Required: true),
        new("title", new Shape.Text(80), "What people read in the timeline.", Default: "the id, with a capital letter"),
        new("agent", new Shape.Map(AgentStep), "A small agent thinks about the input."),
        new("action", new Shape.Text(80), "A built-in action that needs no model."),
        new("review", new Shape.Map(Review), "A question to people."),
        new("publish", new Shape.Map(Publish), "Something leaves."),
        new("workflow", new Shape.Name(NameRule.Template), "Another workflow runs as a child."),
        new("with", Arguments, "The arguments of an action, or the inputs of a child workflow."),
        new("needs", new Shape.ListOf(new Shape.Name(NameRule.Id)), "Steps that must have ended before, though nothing is taken from them."),
        new("when", new Shape.Expression(), "A condition; the step is skipped where it is false."),
        new("for_each", new Shape.Expression(), "A list or table; the step works once for each item."),
        new("batch", new Shape.Whole(1, 100), "How many items one call of the model may judge.", Default: "1"),
        new("parallel", new Shape.Whole(1, 32), "How many calls run at once.", Default: "4"),
        new("key", new Shape.Expression(), "What names an item.", Default: "its content"),
        new("items_failed", new Shape.Words("fail", "skip", "ask"), "What happens when items fail.", Default: "fail, after the others have ended"),
        new("retry", new Shape.Map(Retry), "Tries again after a failure that may pass.", Default: "no second try"),
        new("timeout", new Shape.Length(), "The longest working time of one attempt; waiting for people does not count."),
        new("on_failure", new Shape.WordsOrStep(["fail", "skip", "ask"]), "What a failure means: the run fails, the step is skipped, a person is asked, or another step stands in.", Default: "fail; for publish ask"),
    ]);

    public static readonly MapSpec Limits = new("Limits", "The most that one run may take.",
    [
        new("cost", new Shape.Cost(), "What it may spend on models, children included.", Default: "1.00 USD"),
        new("time", new Shape.Length(), "Working time; waiting for people does not count.", Default: "15m"),
        new("tokens", new Shape.Whole(1, 100_000_000), "Tokens of all models together.", Default: "200000"),
        new("rounds", new Shape.Whole(0, 20), "How often each review may ask for changes.", Default: "3"),
        new("items", new Shape.Whole(1, MostItems), "How many items one for_each may have.", Default: "500"),
        new("open_reviews", new Shape.Whole(0, MostOpenReviews), "Open reviews of one person from which on new runs wait in line; 0 for never.", Default: "what the operator set"),
    ]);

    private static readonly MapSpec Output = new("Output", "A value for those who call the workflow as a child.",
    [
        new("value", new Shape.Writing(), "An expression.", Required: true),
        new("type", FieldTypeWord, "Its type, where it should be checked."),
    ]);

    public static readonly MapSpec Trigger = new("Trigger", "What else starts the workflow. Exactly one kind.",
    [
        .. Triggers.Kinds.Select(kind => new KeySpec(kind.Name, new Shape.Map(new MapSpec($"Trigger {kind.Name}", kind.Help, kind.Keys)), kind.Help)),
        new("inputs", new Shape.MapOf(NameRule.Id, "name of an input", new Shape.Text()), "Inputs of the runs that it starts, in their own writing."),
    ]);

    private static readonly ImmutableArray<KeySpec> Head =
    [
        new("apiVersion", new Shape.Words(ApiVersion), "The version of the format.", Required: true),
    ];

    public static readonly MapSpec Workflow = new("Workflow", "A file with kind: Workflow.",
    [
        .. Head,
        new("kind", new Shape.Words("Workflow"), "What the file declares.", Required: true),
        new("name", new Shape.Name(NameRule.Template), "What people type to run it.", Required: true),
        new("title", new Shape.Text(80), "Its name for people.", Required: true),
        new("summary", new Shape.Text(), "One sentence: what it does.", Required: true),
        new("owner", new Shape.Principal(), "The person or group that answers for it.", Required: true),
        new("inputs", new Shape.MapOf(NameRule.Id, "name of an input", new Shape.Either(FieldTypeWord, new Shape.Map(Input)), 40), "What a run asks for."),
        new("limits", new Shape.Map(Limits), "The most that one run may take."),
        new("steps", new Shape.ListOf(new Shape.Map(Step), MostSteps), "The nodes of the run. Their order follows from what they take from each other.", Required: true),
        new("outputs", new Shape.MapOf(NameRule.Id, "name of an output", new Shape.Either(new Shape.Writing(), new Shape.Map(Output))), "What a parent gets when this runs as a child."),
        new("triggers", new Shape.ListOf(new Shape.Map(Trigger), 20), "What may start it beside a command and a time: `schedule` and its name offer it in its channel, and a person confirms it."),
    ]);

    public static readonly MapSpec Agent = new("Agent", "A file with kind: Agent. Workflows name it with use.",
    [
        .. Head,
        new("kind", new Shape.Words("Agent"), "What the file declares.", Required: true),
        new("name", new Shape.Name(NameRule.Template), "What workflows call it; lessons belong to this name.", Required: true),
        new("owner", new Shape.Principal(), "The person or group that answers for it."),
        .. Thinking.Select(key => key with { Required = key.Name is "purpose" or "instructions" or "output", Help = key.Help.Replace(" Required unless `use` names an agent.", "", StringComparison.Ordinal) }),
        new("input", new Shape.MapOf(NameRule.Id, "name of a field", new Shape.Either(FieldTypeWord, new Shape.Map(new MapSpec("Input field", "A field that an agent works on.", TypeKeys)))), "The fields that it works on. Left out, it takes any input."),
    ]);
}
