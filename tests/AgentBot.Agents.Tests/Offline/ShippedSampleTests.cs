using AgentBot.Core.Agents;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Tests.Offline;

/// <summary>The notes that come with the templates, read with the fields of the shipped agent.</summary>
public sealed class ShippedSampleTests
{
    [Fact]
    public async Task The_notes_of_the_weekly_become_minutes()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "AgentBot.sln")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        string notes = await File.ReadAllTextAsync(Path.Combine(root, "templates", "operations", "samples", "meeting-minutes.notes.txt"));
        AgentSpec agent = Ask.Agent(
            "Write only what the notes say.",
            Ask.Text("summary", 1200),
            Ask.Text("attendees", 500, required: false),
            Ask.Text("decisions", 4000, required: false),
            Ask.Field("action_items", new FieldType.Table([new Column("owner", new FieldType.Text()), new Column("task", new FieldType.Text()), new Column("due", new FieldType.Date())], false)),
            Ask.Text("open_questions", 2000, required: false)) with { MaxTokens = 4000 };
        AgentOutcome.Answered outcome = await Ask.Offline().AnsweredAsync(Ask.One(agent, Ask.T(notes)));

        Assert.Equal("Niamh Kelleher, Ole Brandt, Priya Nair, Declan Roche, Sofia Marek", outcome.Said("attendees"));
        Assert.Equal(5, outcome.Said("decisions").Split('\n').Length);
        Assert.Equal(2, outcome.Said("open_questions").Split('\n').Length);
        TableData actions = ((Value.Table)outcome.Answers[0].Output!["action_items"]).Data;
        Assert.Equal(
            ["Declan Roche 2026-11-19", "Ole Brandt 2026-11-20", "Priya Nair 2026-11-16", "Sofia Marek 2026-11-19", "Ole Brandt ", "Declan Roche 2026-11-19", "Niamh Kelleher 2026-11-27"],
            actions.Rows.Select(row => AgentBot.Agents.Offline.Reading.PlainValue.Text(row[0]) + " " + AgentBot.Agents.Offline.Reading.PlainValue.Text(row[2])));
    }
}
