using System.Diagnostics;
using System.Text;
using AgentBot.Core.Templates;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Templates;

/// <summary>Row G5 of the fault list: hostile files are refused quickly, with a place, and never end the process.</summary>
public sealed class YamlGateTests : IDisposable
{
    // 50 ms are the promise; a loaded machine gets twenty times that, and some tries, before the test complains.
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(1);

    private const int Tries = 5;

    private readonly Library _library = new();

    public static TheoryData<string, byte[]> Hostile { get; } = new()
    {
        { "too-deep", Text(new string('[', 20_000)) },
        { "too-deep", Text(string.Concat(Enumerable.Range(0, 2_000).Select(depth => new string(' ', depth % 60) + "a:\n")) + "x: " + new string('{', 5_000)) },
        { "alias", Text("a: *b\n") },
        { "anchor", Text("a: &a [x, x]\nb: &b [*a, *a]\n") },
        { "tag", Text("a: !ruby/object:Gem x\n") },
        { "tag", Text("a: !<tag:yaml.org,2002:python/object> x\n") },
        { "file-too-large", Text("a: " + new string('x', 1_048_576)) },
        { "text-too-long", Text("a: " + new string('x', 100_000)) },
        { "too-many-nodes", Text("a: [" + string.Join(',', Enumerable.Repeat("1", 60_000)) + "]") },
        { "not-utf8", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("kind: Workflow")).ToArray() },
        { "not-utf8", Encoding.BigEndianUnicode.GetBytes("kind: Workflow") },
        { "not-utf8", Encoding.UTF32.GetPreamble().Concat(Encoding.UTF32.GetBytes("kind: Workflow")).ToArray() },
        { "not-utf8", [.. Text("kind: Work"), 0xC3, 0x28, .. Text("flow")] },
        { "invisible-character", Text("title: a\u202Eb\n") },
        { "invisible-character", Text("title: a\u0007b\n") },
        { "directive", Text("%TAG ! tag:x,2000:\n---\na: b\n") },
        { "second-document", Text("a: b\n---\nc: d\n") },
        { "duplicate-key", Text("a: b\na: c\n") },
        { "empty-file", Text("") },
        { "empty-file", Text("# only a comment\n") },
        { "not-a-map", Text("- a\n- b\n") },
        { "not-yaml", Text("a: [b\nc: d\n") },
        { "not-yaml", Text("a:\n\tb: c\n") },
        { "not-yaml", Text("a: \"b\n") },
        { "key-not-text", Text("? [a, b]\n: c\n") },
    };

    public void Dispose() => _library.Dispose();

    [Theory]
    [MemberData(nameof(Hostile))]
    public void AHostileFile_IsRefusedWithItsPlace(string code, byte[] bytes)
    {
        TimeSpan took = TimeSpan.MaxValue;
        CatalogSnapshot? snapshot = null;
        for (int i = 0; i < Tries && took >= Generous; i++)
        {
            _library.Without("x.yaml").With("warm.yaml", "a: b").Load();
            var watch = Stopwatch.StartNew();
            snapshot = _library.Without("warm.yaml").With("x.yaml", bytes).Load();
            took = watch.Elapsed;
        }

        Assert.True(took < Generous, $"{took} for {code}");
        Diagnostic mistake = Assert.Single(snapshot!.Broken).Diagnostics.First(mistake => mistake.Code == code);
        Assert.True(mistake is { Line: >= 1, Column: >= 1 });
    }

    [Fact]
    public void WordsThatOtherReadersTurnIntoSomethingElse_StayText()
    {
        Template template = _library.With("s.yaml", """
            apiVersion: agentbot/v1
            kind: Workflow
            name: norway
            title: 010
            summary: 12:30:45
            owner: ben
            inputs:
              land: { type: choice, of: [no, yes, on, off, 1_000, 0x1F, 2026-01-01, 1e3], default: no }
            steps:
              - { id: say, action: message.render, with: { text: yes } }
            """).Good("norway");
        Assert.Equal("010", template.Workflow.Title);
        Assert.Equal("12:30:45", template.Workflow.Summary);
        var land = Assert.IsType<Core.Values.FieldType.Choice>(template.Workflow.Inputs[0].Type);
        Assert.Equal("no yes on off 1_000 0x1F 2026-01-01 1e3", string.Join(' ', land.Of));
        Assert.Equal("no", template.Workflow.Inputs[0].Default);
    }

    [Fact]
    public void NestedGarbage_NeverThrows_AndAlwaysHasAMistake()
    {
        Random random = Proof.Random();
        string[] words = ["steps", "id", "agent", "review", "publish", "to", "of", "inputs", "limits", "{{ steps.a }}", "{{", "|", "true", "010", "a", "kind", "Workflow", "Agent", "name", "output", "for_each", "\"x\"", "'", "&", "*a", "- ", "null", "~", "[", "}"];
        for (int i = 0; i < Proof.Size(3_000); i++)
        {
            var text = new StringBuilder(random.Next(3) == 0 ? "apiVersion: agentbot/v1\nkind: Workflow\nsteps:\n" : "kind: Agent\n");
            for (int line = random.Next(1, 25); line > 0; line--)
            {
                text.Append(' ', random.Next(0, 7)).Append(random.Next(3) == 0 ? "- " : "").Append(words[random.Next(words.Length)]).Append(": ");
                text.Append(random.Next(3) == 0 ? "" : words[random.Next(words.Length)]).Append('\n');
            }

            CatalogSnapshot snapshot = _library.With("g.yaml", text.ToString()).Load();
            Assert.NotEmpty(Assert.Single(snapshot!.Broken).Diagnostics);
        }
    }

    [Fact]
    public void ATemplateWithBytesFlipped_NeverThrows()
    {
        Random random = Proof.Random();
        byte[] good = Encoding.UTF8.GetBytes(Library.Sample("expense-triage.yaml"));
        for (int i = 0; i < Proof.Size(3_000); i++)
        {
            byte[] bytes = [.. good];
            for (int flips = random.Next(1, 6); flips > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(1, 128);
            }

            CatalogSnapshot snapshot = _library.With("g.yaml", bytes).Load();
            Assert.True(snapshot.Broken.Length > 0 || snapshot.Templates.Count == 1);
        }
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
