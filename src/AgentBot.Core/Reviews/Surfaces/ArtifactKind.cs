using System.Collections.Immutable;
using System.Text;
using AgentBot.Core.Actions;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Requests;
using AgentBot.Core.Reviews.Evidence;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.Surfaces;

/// <summary>
/// One type of artifact as a whole: which content fits it, what an agent must answer to make one, how it is asked about, what a
/// person may edit, and how other programs read it. Each has a file of its own; <see cref="ReviewSurfaces"/> lists them.
/// </summary>
public abstract class ArtifactKind
{
    public abstract ArtifactType Type { get; }

    /// <summary>What people call it in the middle of a sentence: "mail".</summary>
    public abstract string Noun { get; }

    /// <summary>Null where no agent can answer with one, because an action computes it.</summary>
    public virtual AnswerShape? Answer => null;

    /// <summary>False where no other program can ask people about one.</summary>
    public virtual bool IsPosted => true;

    /// <summary>How another program writes one that it asks people about.</summary>
    public virtual PostedShape Posted => PostedShape.Of(Answer ?? throw new InvalidOperationException($"Nothing says how another program writes a {Noun}."));

    /// <summary>Makes the content of what came in the form of <see cref="Posted"/>.</summary>
    /// <param name="files">The bytes that came along.</param>
    public virtual ValueTask<Result<Value>> TakeInAsync(Value posted, IActionResources files, CancellationToken ct) => ValueTask.FromResult<Result<Value>>(posted);

    /// <summary>Says in a plain sentence why a value is none; null when it is one.</summary>
    public abstract Refusal? Check(Value content);

    /// <summary>Whether this is how to review that value. Cheaper than <see cref="Check"/> where a whole check would read every cell.</summary>
    public virtual bool Fits(Value content) => Check(content) is null;

    /// <summary>True where what the run was given decides about warnings; then a card reads it.</summary>
    public virtual bool AsksForSources => false;

    /// <summary>True where <see cref="Unready"/> may refuse; others are not even read for it.</summary>
    public virtual bool MayBeUnready => false;

    /// <summary>Why nobody can approve it as it stands; null where they can.</summary>
    public virtual Refusal? Unready(Value content) => null;

    /// <summary>True where a schedule makes nearly the same again each time, so that a reader wants to know what differs from the last time.</summary>
    public virtual bool IsComparedBetweenRuns => false;

    /// <summary>Whether a card of this content reads what the run was given.</summary>
    public bool NeedsSources(Value content) => AsksForSources || !EvidenceList.Of(content).IsEmpty;

    /// <summary>Drawn for a card; cut to its room.</summary>
    public ReviewSheet Draw(SurfaceInput input)
    {
        ReviewSheet sheet = DrawOwn(input);
        ImmutableArray<CardElement> evidence = EvidenceDrawn.Of(input, out int hidden);
        CutNotice? cut = sheet.Cut ?? (hidden == 0 ? null : new CutNotice("**Not all of the evidence stands here.**", $"Open the whole {Noun} once; Approve works after that.", $"Read the whole {Noun}"));
        return evidence.IsEmpty ? sheet : sheet with { Evidence = evidence, Cut = cut };
    }

    /// <summary>The whole, for the page that counts as having seen everything.</summary>
    public FullView Full(SurfaceInput input) => EvidenceDrawn.Beside(FullOwn(input), CardParts.FirstUpper(Noun), input);

    /// <summary>All but the evidence.</summary>
    protected abstract ReviewSheet DrawOwn(SurfaceInput input);

    /// <summary>All but the evidence.</summary>
    protected abstract FullView FullOwn(SurfaceInput input);

    /// <summary>The fields of the form in which a person edits it; empty where it is edited only as a returned file.</summary>
    public abstract ImmutableArray<EditField> EditFields(Value content);

    /// <summary>What came back from the form of <see cref="EditFields"/>; fields that are not given stay, and so does everything the form does not show.</summary>
    public virtual Result<Value> Edit(Value before, IReadOnlyDictionary<string, string> given)
    {
        if (before is not Value.Record record || EditFields(before) is not { IsEmpty: false } fields)
        {
            return new Refusal(RefusalKind.BadInput, "This cannot be edited in a form.", "", "Hand back a file, or send it back with a remark.");
        }

        foreach (EditField field in fields)
        {
            if (!given.TryGetValue(field.Name, out string? text))
            {
                continue;
            }

            string written = text.Replace("\r\n", "\n", StringComparison.Ordinal);
            Result<Value> value = CellText.Read(field.Type, field.Multiline ? written : written.Replace('\n', ' ').Trim(), record[field.Name], $"“{field.Label}”");
            if (value.Refusal is { } refusal)
            {
                return refusal;
            }

            // An optional field that was left empty stays away.
            if (record.Find(field.Name) is not null || value.Value is not (Value.Missing or Value.Text { Content.Length: 0 }))
            {
                record = record.With(field.Name, value.Value);
            }
        }

        return Check(record) is { } misfit ? misfit : record;
    }

    /// <summary>Pictures that a reader must have been handed, since words about them are not them; the one under review stands first.</summary>
    public virtual ImmutableArray<Value.File> Pictures(Value content) => [];

    /// <summary>As a file for people.</summary>
    public abstract PlainFile Plain(Value content);

    /// <summary>True where other programs get <see cref="Plain"/>; false where they get the canonical JSON, field by field.</summary>
    public virtual bool IsReadByPrograms => false;

    /// <summary>What a person handed back as a changed copy of <see cref="Plain"/>.</summary>
    /// <param name="text">Read as UTF-8, without a byte order mark.</param>
    public virtual Result<Value> TakeBack(Value before, string text, string fileName) =>
        new Refusal(RefusalKind.BadInput, "This cannot be edited as a file.", "", "Edit its fields in the form, or send it back with a remark.");

    /// <summary>True where <see cref="TakeBack"/> reads what <see cref="Plain"/> wrote.</summary>
    public virtual bool ComesBackAsFile(Value content) => false;
}

/// <summary>What an agent answers where a template says <c>artifact:</c> with this word.</summary>
/// <param name="Word">In templates: "email".</param>
/// <param name="IsOpen">Any other field may stand beside these.</param>
public sealed record AnswerShape(string Word, string Help, ImmutableArray<AnswerField> Fields, bool IsOpen = false)
{
    /// <summary>Where an answer says what it rests on; every type may have it.</summary>
    public static readonly AnswerField Evidence = new(
        EvidenceList.FieldName,
        [new FieldType.Table([], Open: true)],
        "What each point rests on: a table with the columns claim and source.",
        Required: false);

    public AnswerField? Find(string name) => Fields.Append(Evidence).FirstOrDefault(field => field.Name == name);
}

/// <param name="Types">Any of these; only their kind counts.</param>
public sealed record AnswerField(string Name, ImmutableArray<FieldType> Types, string Help, bool Required = true)
{
    public static AnswerField Text(string name, string help, bool required = true) => new(name, [new FieldType.Text()], help, required);

    public bool Takes(FieldType type) => type is FieldType.Any || Types.Any(wanted => wanted.GetType() == type.GetType());
}

/// <param name="Ending">With its dot: ".md".</param>
/// <param name="Title">What it is, before "of run 4211": "The whole document".</param>
public sealed record PlainFile(string Ending, string Title, string Text)
{
    public byte[] Bytes => Encoding.UTF8.GetBytes(Text);
}
