using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Reviews.Evidence;
using AgentBot.Core.Requests;
using AgentBot.Core.Requests.Forms;
using AgentBot.Core.Values;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Reviews.Surfaces;

/// <summary>
/// Mails: who gets them and where their links lead stands before the text. A recipient or link that nothing of what the run was
/// given names is warned about.
/// </summary>
public sealed partial class EmailSurface : ArtifactKind
{
    private const int MostNamed = 3;
    private const int LongestShort = 90;

    public override ArtifactType Type => ArtifactType.Email;

    public override string Noun => "mail";

    public override AnswerShape Answer { get; } = new(
        "email",
        "A mail.",
        [
            AnswerField.Text("to", "The addresses, with commas between them."),
            AnswerField.Text("cc", "Who gets a copy.", required: false),
            AnswerField.Text("bcc", "Who gets a hidden copy.", required: false),
            AnswerField.Text("subject", "The subject."),
            AnswerField.Text("body", "The text."),
            AnswerField.Text("attachments", "Names of files that belong to it.", required: false),
        ]);

    public override PostedShape Posted => base.Posted with { Help = "One mail, or a list of those that go out together.", Form = PostedShape.OneOrMany((Form.Fields)base.Posted.Form, EmailContent.MostMails) };

    public override bool AsksForSources => true;

    public override Refusal? Check(Value content) => EmailContent.Read(content).Refusal;

    public override ImmutableArray<EditField> EditFields(Value content) => content is Value.Table { Data: var mails } ? MergeForm.Of(mails) : content is not Value.Record mail ? [] :
    [
        FieldsDrawn.Line("to", "To", mail),
        FieldsDrawn.Line("cc", "Copy to", mail),
        FieldsDrawn.Line("bcc", "Hidden copy to", mail),
        FieldsDrawn.Line("subject", "Subject", mail),
        FieldsDrawn.Line("body", "Text", mail, new FieldType.Text(EmailContent.LongestBody), multiline: true),
        FieldsDrawn.Line("attachments", "Files that belong to it", mail),
    ];

    public override Result<Value> Edit(Value before, IReadOnlyDictionary<string, string> given)
    {
        if (before is not Value.Table { Data: var mails })
        {
            return base.Edit(before, given);
        }

        Result<Value> edited = MergeForm.Read(mails, given);
        return edited.IsRefused ? edited : Check(edited.Value) is { } misfit ? misfit : edited.Value;
    }

    /// <summary>Ready to be taken into a mail program.</summary>
    public override PlainFile Plain(Value content)
    {
        EmailContent email = EmailContent.Read(content).Value;
        return new PlainFile(".txt", email.Mails.Length == 1 ? "The whole mail" : "All mails", string.Join("\n" + new string('-', 40) + "\n\n", email.Mails.Select(Written)));
    }

    public override bool ComesBackAsFile(Value content) => content is Value.Table;

    public override Result<Value> TakeBack(Value before, string text, string fileName)
    {
        if (before is not Value.Table table)
        {
            return base.TakeBack(before, text, fileName);
        }

        Result<Value> read = ReturnedTable.Read(table.Data, text, fileName);
        return read.IsRefused ? read : Check(read.Value) is { } misfit ? misfit : read.Value;
    }

    protected override ReviewSheet DrawOwn(SurfaceInput input)
    {
        EmailContent email = EmailContent.Read(input.Content).Value;
        ImmutableArray<Mail> mails = email.Mails;
        var check = new MailCheck(mails, input.Sources);
        string what = mails.Length == 1
            ? $"the mail {CardText.Quote(mails[0].Subject, 60)} for {Who(mails[0].To)}"
            : $"{Wording.Number(mails.Length)} mails, ready to send,";
        ImmutableArray<CardFact> facts = Facts(mails, check, input.IsPublished);
        return new ReviewSheet
        {
            Headline = Ask(input.Effects, what, mails),
            Facts = [new FactSet(facts) { Spacing = Spacing.Small }],
            FactsLine = TextFacts.Line(facts),
            Warning = check.Warning(),
            Changes = Changes(input, out int changed),
            ChangeCount = changed,
            Draft = Drafts(mails, input.Room, out CutNotice? cut),
            DraftTitle = mails.Length == 1 ? "Mail" : "Mails",
            Cut = cut,
            HasRows = mails.Length > 1,
            RowsNoun = "mails",
            Candidates = mails.Length is 1 or > 8 ? [] : [.. mails.Select((mail, i) => new CardChoice(CardText.PlainLine($"Mail {i + 1}: {Names(mail.To)}", 75), $"{i + 1}"))],
            Noun = Noun,
            Whole = mails.Length == 1 ? "The mail, as text that is ready to send," : $"All {Wording.Number(mails.Length)} mails, as text that is ready to send,",
            WholeIsMany = mails.Length != 1,
            Besides = "AgentBot sends no mail itself; a person does.",
        };
    }

    protected override FullView FullOwn(SurfaceInput input)
    {
        ImmutableArray<Mail> mails = EmailContent.Read(input.Content).Value.Mails;
        ImmutableArray<Mail> before = Before(input);
        return new FullView.Fields(
        [
            .. mails.Select((mail, i) =>
            {
                Mail? was = mails.Length == 1 ? before.FirstOrDefault() : before.FirstOrDefault(old => old.Key == mail.Key);
                return new FullField($"{i + 1}", mails.Length == 1 ? "Mail" : $"Mail {i + 1}", CardText.Visible(Names(mail.To)), null, One(mail, was));
            }),
        ]);
    }

    private static FullView.Fields One(Mail mail, Mail? before)
    {
        FullField Of(string title, string now, string? was) => new(title, title, CardText.Visible(now), was is null || was == now ? null : CardText.Visible(was), null);
        return new FullView.Fields(
        [
            Of("To", Names(mail.To), before is null ? null : Names(before.To)),
            Of("Copy to", Names(mail.Cc, "nobody"), before is null ? null : Names(before.Cc, "nobody")),
            Of("Hidden copy to", Names(mail.Bcc, "nobody"), before is null ? null : Names(before.Bcc, "nobody")),
            Of("Files", mail.Attachments.IsEmpty ? "none" : string.Join(", ", mail.Attachments), before is null ? null : before.Attachments.IsEmpty ? "none" : string.Join(", ", before.Attachments)),
            Of("Subject", mail.Subject, before?.Subject),
            new FullField("Text", "Text", Wording.Count(Prose.Words(mail.Body), "word", "words"), null, new FullView.Message(CardText.Visible(mail.Body), before is null ? [] : ArtifactDiff.Text(CardText.Visible(before.Body), CardText.Visible(mail.Body)))),
        ]);
    }

    private static Headline Ask(PlannedEffects effects, string what, ImmutableArray<Mail> mails)
    {
        if (mails.Length == 1)
        {
            return Headline.Of(effects, what);
        }

        string to = effects.IsEmpty ? "" : " " + CardText.Line(effects.All[0].Place);
        string count = $"{Wording.Number(mails.Length)} mails to {Wording.Count(mails.SelectMany(mail => mail.Everybody).Select(one => one.Address).Distinct(StringComparer.OrdinalIgnoreCase).Count(), "address", "addresses")}";
        return new Headline($"{effects.Verb} {what.TrimEnd(',')}{(to.Length == 0 ? "" : "," + to)}?", CardParts.FirstUpper(count), $"{CardParts.FirstUpper(effects.Past)}: {count}");
    }

    private static ImmutableArray<CardFact> Facts(ImmutableArray<Mail> mails, MailCheck check, bool published)
    {
        var facts = ImmutableArray.CreateBuilder<CardFact>();
        Recipient[] to = [.. mails.SelectMany(mail => mail.To).DistinctBy(one => one.Address, StringComparer.OrdinalIgnoreCase)];
        Recipient[] copies = [.. mails.SelectMany(mail => mail.Cc.Concat(mail.Bcc)).DistinctBy(one => one.Address, StringComparer.OrdinalIgnoreCase)];
        int hidden = mails.SelectMany(mail => mail.Bcc).Select(one => one.Address).Distinct(StringComparer.OrdinalIgnoreCase).Count();
        facts.Add(new CardFact("To", to.Length <= MostNamed
            ? string.Join(", ", to.Select(one => CardText.Line(one.ToString(), LongestShort)))
            : $"{Wording.Count(to.Length, "address", "addresses")} at {Wording.Count(to.Select(one => one.Host.ToLowerInvariant()).Distinct().Count(), "mail domain", "mail domains")}"));
        if (check.Asked)
        {
            facts.Add(new CardFact("New", check.New.IsEmpty ? "none: each address stands in what this run was given" : $"{Some(check.New.Select(one => one.Address), check.New.Length)}, not in anything this run was given"));
        }

        facts.Add(new CardFact("Copies", copies.Length == 0 ? "none" : Some(copies.Select(one => one.Address), copies.Length) + (hidden > 0 ? $" ({hidden} hidden)" : "")));
        facts.Add(new CardFact("Links", check.Links.IsEmpty ? "none" : $"{check.Links.Length}, to {Some(check.Links.Select(MailCheck.HostOf).Distinct(), check.Links.Select(MailCheck.HostOf).Distinct().Count())}"));
        string[] files = [.. mails.SelectMany(mail => mail.Attachments).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (files.Length > 0)
        {
            facts.Add(new CardFact("Files", Some(files, files.Length) + (check.MissingFiles.IsEmpty ? "" : ", not all at hand")));
        }

        if (published)
        {
            facts.Add(new CardFact("Sent", "no: this is text that is ready to send"));
        }

        if (mails.Length > 1)
        {
            int subjects = mails.Select(mail => mail.Subject).Distinct(StringComparer.Ordinal).Count();
            int least = mails.Min(mail => Prose.Words(mail.Body)), most = mails.Max(mail => Prose.Words(mail.Body));
            facts.Add(new CardFact("Texts", $"{(subjects == 1 ? "one subject" : $"{subjects} subjects")}, {(least == most ? Wording.Count(most, "word", "words") : $"{least} to {most} words")} each"));
        }

        return facts.ToImmutable();
    }

    private static ImmutableArray<CardElement> Drafts(ImmutableArray<Mail> mails, CardRoom room, out CutNotice? cut)
    {
        var elements = ImmutableArray.CreateBuilder<CardElement>();
        int left = room.DraftCharacters;
        int whole = 0, listed = 0;
        foreach (Mail mail in mails)
        {
            bool first = elements.Count == 0;
            if (first || (mail.Body.Length <= left && whole < room.Rows && whole == listed))
            {
                string head = mails.Length == 1 ? "" : $"**{listed + 1}. {Who(mail.To)}**{Copies(mail)}\n\n";
                elements.Add(new TextBlock($"{head}**Subject:** {CardText.Line(mail.Subject, 200)}") { Spacing = first ? Spacing.Small : Spacing.Medium, Separator = !first });
                Drawn body = MarkdownDraft.Draw(Broken(mail.Body), Math.Max(left, 40), room.Paragraphs);
                elements.AddRange(body.Elements);
                left -= mail.Body.Length;
                whole += body.Whole ? 1 : 0;
                listed++;
            }
            else if (listed < room.Rows)
            {
                listed++;
                elements.Add(new TextBlock($"{listed}\\. {Who(mail.To)}{Copies(mail)} · {CardText.Line(mail.Subject, 80)} · {Wording.Count(Prose.Words(mail.Body), "word", "words")}") { Spacing = Spacing.Small });
            }
        }

        cut = whole == mails.Length ? null
            : mails.Length == 1 ? new CutNotice("**The text is shortened here.**", "Open the whole mail once; Approve works after that.", "Read the whole mail")
            : new CutNotice($"**Shown in full: {Wording.Part(whole, mails.Length)} mails.**", "Open all of them once; Approve works after that.", $"Open all {Wording.Number(mails.Length)} mails");
        return elements.ToImmutable();
    }

    // In a mail a line ends where it ends; Markdown would join it with the next.
    private static string Broken(string body) => body.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "  \n", StringComparison.Ordinal);

    private static ImmutableArray<CardElement> Changes(SurfaceInput input, out int count)
    {
        if (input.Before is Value.Table was && input.Content is Value.Table now)
        {
            TableChanges changes = ArtifactDiff.Table(was.Data, now.Data);
            count = changes.ChangedRows.Length + changes.Added.Length + changes.Removed.Length;
            return TableChangesDrawn.Draw(new TableContent(now.Data), changes, was, input);
        }

        if (input is not { Before: Value.Record before, Content: Value.Record mail } || EmailContent.Read(before).IsRefused)
        {
            count = 0;
            return [];
        }

        ImmutableArray<FieldChange> fields = [.. ArtifactDiff.Record(EvidenceList.Without(before), EvidenceList.Without(mail)).Where(change => change.Name != "body")];
        ImmutableArray<TextChange> texts = ArtifactDiff.Text(ValueText.ForPeople(before["body"]), ValueText.ForPeople(mail["body"]));
        count = fields.Length + texts.Length;
        return [.. FieldsDrawn.Changed(fields, input), .. TextPairs.Draw(texts, input.Room.Pairs)];
    }

    private static ImmutableArray<Mail> Before(SurfaceInput input) =>
        input.Before is null ? [] : EmailContent.Read(input.Before).Match(email => email.Mails, _ => []);

    private static string Written(Mail mail)
    {
        var text = new StringBuilder();
        void Head(string title, string value) => text.Append(value.Length == 0 ? "" : $"{title}: {value}\n");
        Head("To", Names(mail.To));
        Head("Cc", Names(mail.Cc));
        Head("Bcc", Names(mail.Bcc));
        Head("Subject", mail.Subject);
        Head("Attach", string.Join(", ", mail.Attachments));
        return text.Append('\n').Append(mail.Body).Append('\n').ToString();
    }

    private static string Who(ImmutableArray<Recipient> to) => to.Length == 1 ? CardText.Line(to[0].ToString(), LongestShort) : Wording.Count(to.Length, "address", "addresses");

    private static string Copies(Mail mail) => mail.Cc.IsEmpty && mail.Bcc.IsEmpty ? "" : $", copies to {Some(mail.Cc.Concat(mail.Bcc).Select(one => one.Address), mail.Cc.Length + mail.Bcc.Length)}";

    private static string Names(ImmutableArray<Recipient> recipients, string none = "") => recipients.IsEmpty ? none : string.Join(", ", recipients);

    private static string Some(IEnumerable<string> items, int count) =>
        string.Join(", ", items.Take(MostNamed).Select(item => CardText.Line(item, 60))) + (count > MostNamed ? $" and {count - MostNamed} more" : "");

    /// <summary>What of the mails nothing that the run was given speaks of.</summary>
    private sealed partial class MailCheck
    {
        private readonly ImmutableArray<string> _unfilled;
        private readonly ImmutableArray<string> _strange;
        private readonly string _lookalike;

        public MailCheck(ImmutableArray<Mail> mails, SourceBook sources)
        {
            Asked = sources.IsRead;
            Recipient[] everybody = [.. mails.SelectMany(mail => mail.Everybody).DistinctBy(one => one.Address, StringComparer.OrdinalIgnoreCase)];
            Links = [.. mails.SelectMany(mail => LinksIn(mail.Subject + "\n" + mail.Body)).Distinct(StringComparer.Ordinal)];
            New = Asked ? [.. everybody.Where(one => sources.FindAddress(one.Address) is null)] : [];
            _strange = Asked ? [.. Links.Where(link => sources.FindAddress(link) is null)] : [];
            string[] files = [.. mails.SelectMany(mail => mail.Attachments).Distinct(StringComparer.OrdinalIgnoreCase)];
            MissingFiles = Asked ? [.. files.Where(name => !sources.All.Any(source => source.Kind == SourceKind.File && string.Equals(source.Name, name, StringComparison.OrdinalIgnoreCase)))] : [];
            _unfilled = [.. mails.SelectMany(mail => Placeholders().Matches(mail.Subject + "\n" + mail.Body).Select(match => match.Value)).Distinct(StringComparer.Ordinal)];
            _lookalike = Links.Select(HostOf).FirstOrDefault(host => host.Contains("xn--", StringComparison.OrdinalIgnoreCase)) ?? "";
        }

        public bool Asked { get; }

        public ImmutableArray<Recipient> New { get; }

        public ImmutableArray<string> Links { get; }

        public ImmutableArray<string> MissingFiles { get; }

        /// <summary>One sentence about what matters most, escaped; empty where nothing does.</summary>
        public string Warning()
        {
            string[] found =
            [
                .. _lookalike.Length > 0 ? [$"a link goes to {CardText.Line(_lookalike, 60)}, written with letters that look like others"] : Array.Empty<string>(),
                .. New.IsEmpty ? [] : new[] { $"new {(New.Length == 1 ? "recipient" : "recipients")}: {Some(New.Select(one => one.Address), New.Length)}" },
                .. _strange.IsEmpty ? [] : new[] { $"unknown {(_strange.Length == 1 ? "link" : "links")}: {Some(_strange, _strange.Length)}" },
                .. _unfilled.IsEmpty ? [] : new[] { $"{CardText.Quote(_unfilled[0], 40)} stands there unfilled" },
                .. MissingFiles.IsEmpty ? [] : new[] { $"this run has no file {CardText.Quote(MissingFiles[0], 60)}" },
            ];
            return found.Length == 0 ? "" : string.Join("; ", found.Take(3)) + (found.Length > 3 ? $"; and {found.Length - 3} more" : "") + ".";
        }

        public static string HostOf(string link) => Uri.TryCreate(link, UriKind.Absolute, out Uri? address) ? address.IdnHost : link;

        private static IEnumerable<string> LinksIn(string text) => Addresses().Matches(text).Select(match => match.Value.TrimEnd('.', ',', ';', ':', '!', '?'));

        [GeneratedRegex(@"\b(https?://|www\.)[^\s<>()\[\]""']+", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
        private static partial Regex Addresses();

        [GeneratedRegex(@"\{\{?[ ]?[A-Za-z][A-Za-z0-9_. ]{0,40}[ ]?\}\}?|\[(your|first|last|full|company|customer|insert) ?[a-z ]{0,30}\]|<<[^<>]{1,40}>>", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
        private static partial Regex Placeholders();
    }
}
