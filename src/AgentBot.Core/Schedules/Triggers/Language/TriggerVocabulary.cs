using System.Collections.Frozen;

namespace AgentBot.Core.Schedules.Triggers;

/// <summary>The words in which people say what happens.</summary>
internal static class TriggerVocabulary
{
    public static readonly FrozenSet<string> Articles = Set("a", "an", "any", "the", "each", "every", "some", "new", "another", "this");

    /// <summary>They say that no particular one is meant.</summary>
    public static readonly FrozenSet<string> Alls = Set("any", "every", "each", "all");

    public static readonly FrozenSet<string> Actors = Set("somebody", "someone", "anybody", "anyone", "everybody", "everyone", "people", "we", "i", "they");

    public static readonly FrozenSet<string> Files = Set("file", "files", "document", "documents", "attachment", "attachments", "upload", "uploads");

    public static readonly FrozenSet<string> Messages = Set("message", "messages", "post", "posts");

    public static readonly FrozenSet<string> Facts = Set("fact", "facts");

    public static readonly FrozenSet<string> Runs = Set("run", "runs");

    public static readonly FrozenSet<string> Hooks = Set("hook", "hooks", "webhook", "webhooks");

    public static readonly FrozenSet<string> Helpers = Set("is", "are", "was", "were", "has", "have", "been", "gets", "got", "being");

    /// <summary>What somebody does with a file.</summary>
    public static readonly FrozenSet<string> Drops = Set(
        "dropped", "uploaded", "added", "shared", "posted", "attached", "sent", "put", "received", "handed", "drops", "drop", "uploads", "upload", "adds", "add",
        "shares", "share", "posts", "post", "attaches", "attach", "sends", "send", "arrives", "arrive", "appears", "appear", "comes", "come", "hands", "over", "in");

    /// <summary>What somebody does with words.</summary>
    public static readonly FrozenSet<string> Writes = Set(
        "says", "say", "writes", "write", "mentions", "mention", "posts", "post", "types", "type", "asks", "ask", "said", "written", "mentioned", "posted", "typed",
        "sends", "send", "sent", "arrives", "arrive", "appears", "comes", "in", "something", "anything");

    /// <summary>What stands in a message.</summary>
    public static readonly FrozenSet<string> Contains = Set(
        "contains", "contain", "containing", "has", "have", "with", "says", "say", "saying", "mentions", "mention", "mentioning", "includes", "include", "including", "matches", "match", "matching");

    public static readonly FrozenSet<string> WordOf = Set("the", "word", "words", "text", "phrase");

    public static readonly FrozenSet<string> Named = Set("named", "called", "matching", "like", "titled");

    public static readonly FrozenSet<string> About = Set("about", "on", "of", "regarding", "concerning", "containing", "mentioning");

    public static readonly FrozenSet<string> Changes = Set("changes", "change", "changed", "updated", "corrected", "different");

    public static readonly FrozenSet<string> Remembered = Set("remembered", "added", "learned", "learnt", "new", "saved", "stored", "noted");

    public static readonly FrozenSet<string> Forgotten = Set("forgotten", "removed", "deleted", "withdrawn");

    public static readonly FrozenSet<string> Ends = Set("finishes", "finish", "finished", "ends", "end", "ended", "over");

    public static readonly FrozenSet<string> Succeeds = Set("succeeds", "succeed", "succeeded", "successful", "delivered");

    public static readonly FrozenSet<string> Rejected = Set("rejected", "refused", "declined");

    public static readonly FrozenSet<string> Fails = Set("fails", "fail", "failed", "breaks", "broken");

    public static readonly FrozenSet<string> Expires = Set("expires", "expire", "expired");

    /// <summary>Either of "it ended" and "it ended well".</summary>
    public static readonly FrozenSet<string> Unclear = Set("done", "completes", "complete", "completed", "ready");

    public static readonly FrozenSet<string> Calls = Set("called", "fires", "fired", "triggered", "hit", "invoked", "used", "rings");

    /// <summary>Endings of names that people write before "file".</summary>
    public static readonly FrozenSet<string> Endings = Set("csv", "txt", "md", "pdf", "json", "xlsx", "xls", "docx", "doc", "xml", "html", "ics", "png", "jpg", "jpeg", "tsv", "zip");

    public static readonly string[] Tails = ["here", "in here", "in this channel", "to this channel", "into this channel", "in the channel", "to the channel", "into the channel", "please"];

    public static readonly string[] Examples =
    [
        "when a file is dropped here",
        "when a file named *.csv is dropped here",
        "when a message contains \"invoice\"",
        "when a fact about \"pricing\" changes",
        "when a run of expense-triage succeeds",
        "when the hook invoices is called",
    ];

    private static readonly string[] Known = [.. Files.Concat(Messages).Concat(Facts).Concat(Runs).Concat(Hooks).Concat(Drops).Concat(Contains).Concat(Changes).Concat(Ends).Concat(Succeeds).Concat(Fails).Concat(Calls).Where(word => word.Length > 3).Distinct(StringComparer.Ordinal)];

    public static string? Nearest(string word) => word.Length < 3 ? null : NearestWord.Of(word, Known.Where(known => known != word));

    private static FrozenSet<string> Set(params ReadOnlySpan<string> words) => FrozenSet.ToFrozenSet(words.ToArray(), StringComparer.Ordinal);
}
