using System.Collections.Immutable;
using System.Text;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Requests;
using AgentBot.Core.Requests.Forms;
using AgentBot.Core.Reviews.Evidence;
using AgentBot.Core.Values;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Reviews.Surfaces;

/// <summary>One file before and after; a new one is empty before, a deleted one after.</summary>
public sealed record ChangedFile(string Path, string Before, string After)
{
    private readonly Lazy<ImmutableArray<DiffLine>> _lines = new(() => Compare(Before, After));

    public ImmutableArray<DiffLine> Lines => _lines.Value;

    public int Added => Lines.Count(line => line.IsAdded);

    public int Removed => Lines.Count(line => line.IsRemoved);

    /// <summary>"+3 −1"; "new, 12 lines".</summary>
    public string Count => Before.Length == 0 ? $"new, {Wording.Count(Added, "line", "lines")}"
        : After.Length == 0 ? $"deleted, {Wording.Count(Removed, "line", "lines")}"
        : $"+{Wording.Number(Added)} −{Wording.Number(Removed)}";

    // The end of the last line begins no further one, and a text without lines has none.
    private static ImmutableArray<DiffLine> Compare(string before, string after)
    {
        ImmutableArray<DiffLine> lines = LineDiff.Lines(WithoutEnd(before), WithoutEnd(after));
        return before.Length == 0 ? [.. lines.Where(line => !line.IsRemoved).Select((line, i) => new DiffLine(null, i + 1, line.Text))]
            : after.Length == 0 ? [.. lines.Where(line => !line.IsAdded).Select((line, i) => new DiffLine(i + 1, null, line.Text))]
            : lines;
    }

    private static string WithoutEnd(string text) => text.EndsWith('\n') ? text[..^1] : text;
}

/// <summary>What would change in files of text.</summary>
public sealed record DiffContent(string Title, ImmutableArray<ChangedFile> Files)
{
    public const int MostFiles = 50;
    public const int LongestFile = 100_000;
    public const int MostLines = 5_000;

    private static readonly ImmutableArray<string> Columns = ["path", "before", "after"];

    public static Result<DiffContent> Read(Value value)
    {
        var reading = new FieldReading(value, "change of files", "title", "files");
        string title = reading.Text("title", 200, required: false);
        TableData rows = reading.Rows("files") ?? TableData.Empty;
        if (reading.Wrong is { } wrong)
        {
            return wrong;
        }

        if (rows.Rows.Length is 0 or > MostFiles || rows.Columns.Length != 3 || Columns.Any(name => rows.IndexOf(name) < 0))
        {
            return ArtifactShape.Misfit("The files do not fit", $"There are 1 to {MostFiles}: a table with the columns path, before and after.");
        }

        ImmutableArray<ChangedFile> files = [.. Enumerable.Range(0, rows.Rows.Length).Select(rows.RowAsRecord).Select(row => new ChangedFile(Of(row["path"]).Trim(), Of(row["before"]), Of(row["after"])))];
        return files.FirstOrDefault(file => file.Path.Length is 0 or > 300) is not null ? ArtifactShape.Misfit("A file has no name", "Each has a path of at most 300 characters.")
            : files.FirstOrDefault(IsLong) is { } file ? ArtifactShape.Misfit("A file is too long", $"{ValueReader.Quote(file.Path)} has more than {LongestFile} characters or {MostLines} lines.")
            : files.DistinctBy(one => one.Path, StringComparer.Ordinal).Count() != files.Length ? ArtifactShape.Misfit("A file stands there twice", "Each path stands there once.")
            : files.All(one => one.Before == one.After) ? ArtifactShape.Misfit("Nothing would change", "Before and after are the same in every file.")
            : new DiffContent(title, files);
    }

    private static bool IsLong(ChangedFile file) => new[] { file.Before, file.After }.Any(text => text.Length > LongestFile || text.AsSpan().Count('\n') > MostLines);

    private static string Of(Value value) => ValueText.ForPeople(value).Replace("\r\n", "\n", StringComparison.Ordinal);
}

/// <summary>A change of code or settings. The card says which files and how much, and shows places as "Was" and "Now"; the page shows the lines with their numbers.</summary>
public sealed class DiffSurface : ArtifactKind
{
    /// <summary>Of one side of a changed place.</summary>
    private const int MostLines = 4;

    public override ArtifactType Type => ArtifactType.Diff;

    public override string Noun => "change of files";

    public override PostedShape Posted { get; } = new("diff", "What would change in files of text.", new Form.Fields("A change of files.",
    [
        new("title", new Form.Text(0, 200), "What the change is for."),
        new("files", new Form.ListOf(
            new Form.Fields("One file; a new one is empty before, a deleted one after.",
            [
                new("path", new Form.Text(1, 300), "Its path.", Required: true),
                new("before", new Form.Text(0, DiffContent.LongestFile), "Its text as it is.", Required: true),
                new("after", new Form.Text(0, DiffContent.LongestFile), "Its text as it would be.", Required: true),
            ]),
            1,
            DiffContent.MostFiles), "The files, each once.", Required: true),
        PostedShape.Evidence,
    ]));

    public override bool AsksForSources => true;

    public override Refusal? Check(Value content) => DiffContent.Read(content).Refusal;

    /// <summary>One field for each file where they are few; else they are edited elsewhere and asked for anew.</summary>
    public override ImmutableArray<EditField> EditFields(Value content) => DiffContent.Read(content).Value.Files is { Length: <= 5 } files
        ? [.. files.Select((file, i) => new EditField(FormattableString.Invariant($"file-{i + 1}"), CardText.PlainLine(file.Path, 60), file.After, true, new FieldType.Text(DiffContent.LongestFile)))]
        : [];

    public override Result<Value> Edit(Value before, IReadOnlyDictionary<string, string> given)
    {
        DiffContent content = DiffContent.Read(before).Value;
        Value edited = ((Value.Record)before).With("files", Files(content.Files.Select((file, i) =>
            file with { After = given.TryGetValue(FormattableString.Invariant($"file-{i + 1}"), out string? text) ? Ending(text.Replace("\r\n", "\n", StringComparison.Ordinal), file.After) : file.After })));
        return Check(edited) is { } misfit ? misfit : edited;
    }

    /// <summary>A patch in the unified format, which programs apply.</summary>
    public override PlainFile Plain(Value content)
    {
        var patch = new StringBuilder();
        foreach (ChangedFile file in DiffContent.Read(content).Value.Files.Where(file => file.Before != file.After))
        {
            patch.Append(file.Before.Length == 0 ? "--- /dev/null\n" : $"--- a/{file.Path}\n").Append(file.After.Length == 0 ? "+++ /dev/null\n" : $"+++ b/{file.Path}\n");
            foreach (DiffHunk hunk in LineDiff.Hunks(file.Lines))
            {
                patch.Append(hunk.Head).Append('\n');
                foreach (DiffLine line in hunk.Lines)
                {
                    patch.Append(line.Mark).Append(line.Text).Append('\n');
                }
            }
        }

        return new PlainFile(".patch", "The whole change", patch.ToString());
    }

    public override bool IsReadByPrograms => true;

    /// <summary>The value of these files.</summary>
    public static Value.Table Files(IEnumerable<ChangedFile> files) => new(new TableData(
        [new Column("path", new FieldType.Text()), new Column("before", new FieldType.Text(DiffContent.LongestFile)), new Column("after", new FieldType.Text(DiffContent.LongestFile))],
        [.. files.Select(file => ImmutableArray.Create<Value>(new Value.Text(file.Path), new Value.Text(file.Before), new Value.Text(file.After)))]));

    // A name of nothing but letters that cannot be seen is no name.
    private static string NameOf(string path) =>
        new[] { Path.GetFileName(path), path }.Select(name => CardText.Line(name, 30)).FirstOrDefault(name => name.Length > 0) ?? "A file without a name";

    protected override ReviewSheet DrawOwn(SurfaceInput input)
    {
        DiffContent content = DiffContent.Read(input.Content).Value;
        DiffContent? before = input.Before is null ? null : DiffContent.Read(input.Before).Match<DiffContent?>(found => found, _ => null);
        ChangedFile[] files = [.. content.Files.Where(file => file.Before != file.After)];
        string what = content.Title.Length > 0 ? $"the change {CardText.Quote(content.Title, 60)}" : files.Length == 1 ? $"the change of {CardText.Quote(files[0].Path, 60)}" : $"the change of {Wording.Count(files.Length, "file", "files")}";
        ImmutableArray<CardFact> facts =
        [
            new CardFact("Files", $"{Wording.Number(files.Length)}: +{Wording.Number(files.Sum(file => file.Added))} −{Wording.Number(files.Sum(file => file.Removed))} lines"),
            .. files.Take(4).Select(file => new CardFact(NameOf(file.Path), $"{file.Count}{(file.Path.Contains('/', StringComparison.Ordinal) ? $", in {CardText.Line(file.Path[..file.Path.LastIndexOf('/')], 50)}" : "")}")),
            .. files.Length > 4 ? new[] { new CardFact("More", Wording.Count(files.Length - 4, "file", "files")) } : [],
        ];
        TextChange[] since = before is null ? [] : [.. content.Files.SelectMany(file => Since(before.Files.FirstOrDefault(old => old.Path == file.Path)?.After ?? "", file.After))];
        return new ReviewSheet
        {
            Headline = Headline.Of(input.Effects, what),
            Facts = [new FactSet(facts) { Spacing = Spacing.Small }],
            FactsLine = TextFacts.Line(facts),
            Warning = Warning(files, input.Sources),
            Changes = TextPairs.Draw([.. since], input.Room.Pairs, "Line"),
            ChangeCount = since.Length,
            Draft = Drawn(files, input.Room, out bool whole),
            DraftTitle = "What changes",
            DraftOrigin = "compared by AgentBot; “Now” written by the agent",
            Cut = whole ? null : new CutNotice("**Not every line stands here.**", "Open the whole change once; Approve works after that.", "Read every line"),
            Noun = Noun,
            Whole = "The change, as a patch,",
            Besides = "AgentBot changes no file itself.",
        };
    }

    protected override FullView FullOwn(SurfaceInput input) => new FullView.Fields(
    [
        .. DiffContent.Read(input.Content).Value.Files.Where(file => file.Before != file.After)
            .Select(file => new FullField(file.Path, CardText.PlainLine(file.Path), file.Count, null, new FullView.Code(
                [.. LineDiff.Hunks(file.Lines).SelectMany((hunk, i) => (i == 0 ? Array.Empty<CodeLine>() : [CodeLine.Gap]).Concat(hunk.Lines.Select(line => new CodeLine(line.Was, line.Now, line.Mark, Shown(line.Text)))))]))),
    ]);

    private static ImmutableArray<CardElement> Drawn(ChangedFile[] files, CardRoom room, out bool whole)
    {
        var elements = ImmutableArray.CreateBuilder<CardElement>();
        int left = room.Paragraphs;
        whole = true;
        foreach (ChangedFile file in files)
        {
            elements.Add(new TextBlock($"**{CardText.Line(file.Path, 100)}** · {file.Count}") { Spacing = elements.Count == 0 ? Spacing.Small : Spacing.Medium });
            foreach (DiffHunk place in Places(file.Lines))
            {
                if (left == 0)
                {
                    whole = false;
                    return elements.ToImmutable();
                }

                left--;
                elements.Add(Place(place, out bool all));
                whole &= all;
            }
        }

        return elements.ToImmutable();
    }

    /// <summary>Runs of changed lines, without those around them.</summary>
    private static IEnumerable<DiffHunk> Places(ImmutableArray<DiffLine> lines)
    {
        var run = ImmutableArray.CreateBuilder<DiffLine>();
        foreach (DiffLine line in lines)
        {
            if (line.Mark != ' ')
            {
                run.Add(line);
            }
            else if (run.Count > 0)
            {
                yield return new DiffHunk(run.DrainToImmutable());
            }
        }

        if (run.Count > 0)
        {
            yield return new DiffHunk(run.DrainToImmutable());
        }
    }

    private static Container Place(DiffHunk place, out bool whole)
    {
        DiffLine[] was = [.. place.Lines.Where(line => line.IsRemoved)], now = [.. place.Lines.Where(line => line.IsAdded)];
        DiffLine[] named = now.Length > 0 ? now : was;
        int first = named[0].Now ?? named[0].Was ?? 0, last = named[^1].Now ?? named[^1].Was ?? 0;
        string kind = was.Length == 0 ? ", new" : now.Length == 0 ? ", gone" : "";
        whole = was.Length <= MostLines && now.Length <= MostLines && place.Lines.All(line => line.Text.Length <= TextPairs.LongestSide);
        return new Container(
        [
            CardParts.Subtle((first == last ? $"Line {first}" : $"Lines {first} to {last}") + kind) with { Spacing = Spacing.None },
            .. was.Take(MostLines).Select((line, i) => Side(i == 0 ? "Was: " : "", line, struck: true)),
            .. now.Take(MostLines).Select((line, i) => Side(i == 0 ? "Now: " : "", line, struck: false)),
        ])
        {
            Style = ContainerStyle.Emphasis,
            Spacing = Spacing.Small,
        };
    }

    // Clients drop spaces at the beginning of a line, which settings are read by.
    private static RichTextBlock Side(string label, DiffLine line, bool struck)
    {
        string text = Shown(line.Text);
        int spaces = text.Length - text.TrimStart(' ').Length;
        return TextPairs.Side(label, [new DiffWord(text.Length == spaces ? "\u00a0" : new string('\u00a0', spaces) + text[spaces..], true)], struck, isCode: true);
    }

    private static ImmutableArray<TextChange> Since(string before, string after) => ArtifactDiff.Lines(Shown(before), Shown(after));

    private static string Ending(string text, string like) => like.EndsWith('\n') && !text.EndsWith('\n') ? text + "\n" : text;

    private static string Shown(string text) => CardText.Visible(text.Replace("\t", "    ", StringComparison.Ordinal));

    private static string Warning(ChangedFile[] files, SourceBook book)
    {
        string? hidden = files.FirstOrDefault(file => CardText.HasInvisible(file.After.Replace("\t", "    ", StringComparison.Ordinal)))?.Path;
        string? other = book.IsRead ? files.FirstOrDefault(file => file.Before.Length > 0 && book.FindWords(file.Before) is null)?.Path : null;
        string[] found =
        [
            .. hidden is null ? [] : new[] { $"{CardText.Quote(hidden, 60)} has letters in it that cannot be seen" },
            .. other is null ? [] : new[] { $"the text before of {CardText.Quote(other, 60)} is not what this run was given" },
        ];
        return found.Length == 0 ? "" : string.Join("; ", found) + ".";
    }
}
