using System.Globalization;
using AgentBot.Agents.Prompting;
using AgentBot.Core.Tools;

namespace AgentBot.Agents.Looping;

/// <summary>What became of a call, as the model reads it: AgentBot's own sentence, and everything else between sealed marks.</summary>
internal static class ToldResults
{
    /// <summary>Of what one call gave, in characters. A tool that gives more should be asked for less.</summary>
    public const int MostCharacters = 20_000;

    public static string Of(CallEntry call, CallReport report)
    {
        string seal = Seal.Of([call.Key, report.Sentence, report.Note, report.Text]);
        string[] parts =
        [
            report.Sentence.Length > 0 ? report.Sentence : report.End == CallEnd.Failed ? "The tool was called and says that it failed." : "",
            report.Note.Length > 0 ? Seal.Marked(PartNames.Note, report.Note, seal) : "",
            report.Text.Length > 0 ? Seal.Marked(PartNames.Result, report.Text, seal) : "",
            report.Reference.Length > 0 ? Seal.Marked(PartNames.Result, report.Reference, seal) : "",
        ];
        string told = string.Join('\n', parts.Where(part => part.Length > 0));
        return told.Length > 0 ? told : "The tool was called and gave nothing back.";
    }

    /// <summary>What comes from outside, short enough to be kept and told.</summary>
    public static CallReport Cut(CallReport report) => report.Text.Length <= MostCharacters
        ? report
        : report with
        {
            Text = report.Text[..MostCharacters],
            Sentence = string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Sentence} It gave {report.Text.Length} characters, of which only the first {MostCharacters} follow. Ask for less where the rest matters.").TrimStart(),
        };
}
