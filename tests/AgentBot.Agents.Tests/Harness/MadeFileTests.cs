using System.Text;
using AgentBot.Core.Agents;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Tests.Harness;

/// <summary>Files that a program makes become part of its result as plain bytes, where a declared field names them.</summary>
public sealed class MadeFileTests
{
    [Fact]
    public async Task A_file_that_a_field_names_is_kept_with_the_result_and_typed_by_what_is_in_it()
    {
        await using Bench bench = await Bench.StartAsync(Bench.Script($"grep -q 'below the folder out/' && mkdir -p out/a && printf 'day,amount\\n2026-01-02,5\\n' > out/a/report.exe && echo more > out/other.txt && {Says("/agentbot/work/out/a/report.exe")}"));

        AgentOutcome.Answered answered = await bench.AnsweredAsync(Task(new FieldType.File([], [])));

        Artifact kept = Assert.Single(answered.Files);
        Assert.Equal((ArtifactType.File, "day,amount\n2026-01-02,5\n"), (kept.Ref.Type, Encoding.UTF8.GetString(kept.Bytes.Span)));
        Assert.Equal(new Value.File("report.exe", "text/plain", kept.Ref.Length, kept.Ref.Content), answered.Answers[0].Output!["report"]);
    }

    [Theory]
    [InlineData("printf '\\x89PNG\\r\\n\\x1a\\n\\0\\0\\0\\rIHDR\\0\\0\\0\\2\\0\\0\\0\\2' > out/r.txt", "image/png")]
    [InlineData("printf '%%PDF-1.7' > out/r.txt", "application/pdf")]
    [InlineData("printf 'MZ\\0\\xff' > out/r.txt", "application/octet-stream")]
    [InlineData("echo '<script>' > out/r.txt", "text/plain")]
    public async Task A_name_never_decides_what_a_file_is(string script, string expected)
    {
        await using Bench bench = await Bench.StartAsync(Bench.Script($"mkdir out; {script}; {Says("out/r.txt")}"));

        AgentOutcome.Answered answered = await bench.AnsweredAsync(Task(new FieldType.File(["txt"], [])));

        Assert.Equal(expected, Assert.IsType<Value.File>(answered.Answers[0].Output!["report"]).MediaType);
    }

    [Theory]
    [InlineData("mkdir out", "out/r.csv", "names a file that is not there")]
    [InlineData("mkdir out; ln -s /etc/passwd out/r.csv", "out/r.csv", "names a file that is not there")]
    [InlineData("ln -s /etc out", "out/passwd", "names a file that is not there")]
    [InlineData("mkdir out; mkfifo out/r.csv", "out/r.csv", "names a file that is empty")]
    [InlineData("mkdir out; echo x > out/r.txt", "out/r.txt", "must be a file that ends with .csv")]
    [InlineData("mkdir out; echo x > r.csv", "out/../r.csv", "names a file that is not there")]
    [InlineData("echo x > r.csv", "r.csv", "must be the path of a file below out/")]
    [InlineData("mkdir out; head -c 30000000 /dev/zero > out/r.csv", "out/r.csv", "names a file that is too large")]
    [InlineData("mkdir out; for i in $(seq -w 60); do echo x > out/a$i; done; echo x > out/r.csv", "out/r.csv", "names a file that is too large, or one of too many")]
    public async Task What_cannot_be_taken_is_told_to_the_program_and_then_to_people(string script, string named, string told)
    {
        await using Bench bench = await Bench.StartAsync(Bench.Script($"{script}; {Says(named)}"));

        AgentOutcome.Failed failed = await bench.FailedAsync(Task(new FieldType.File(["csv"], [])));

        Assert.Equal(FailureKind.BrokenOutput, failed.Kind);
        Assert.Contains(told, failed.Sentence, StringComparison.Ordinal);
    }

    private static string Says(string path) => $$"""echo '{"results":[{"key":"i001","output":{"report":"{{path}}"},"remark":""}],"remarks":[]}'""";

    private static AgentTask Task(FieldType type) => Ask.One(Ask.Agent("Write it.", new OutputField("report", type, true)) with { Harness = "script" }, Ask.T("x"));
}
