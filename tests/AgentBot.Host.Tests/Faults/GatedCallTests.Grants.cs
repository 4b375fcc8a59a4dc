using System.Globalization;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Tools;
using AgentBot.Core.Tools.Grants;

namespace AgentBot.Host.Tests.Faults;

// Calls that run without asking: how far a permission reaches, and what ends it.
public sealed partial class GatedCallTests
{
    private string Day(int days) => _clock.GetUtcNow().AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private ValueTask<Reply> AllowAsync(ReviewRow review, string calls, string? until = null, string amount = "", string person = FaultHost.Ben) =>
        _host.DecideAsync(_host.Click(review, person, DecisionKind.Approve) with { More = new GrantTerms(calls, until ?? Day(5), amount) });

    /// <summary>A run whose call Ben approves and allows more like it.</summary>
    private async Task<CallGrant> AllowedAsync(int calls)
    {
        _model.Otherwise = body => body.GetProperty("messages").EnumerateArray().Any(message => message.GetProperty("role").GetString() == "tool") ? Says("Updated.") : Calls(("crm_update", Wanted));
        (RunRow run, _, ReviewRow review) = await AskedAsync();
        Assert.IsType<Reply.Decided>(await AllowAsync(review, calls.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(RunStatus.Done, (await FinishedAsync(run)).Status);
        return Assert.Single(await _host.Get<IGrantReader>().StandingAsync(FaultHost.Finance, _clock.GetUtcNow(), CancellationToken.None));
    }

    private async Task<(RunRow Run, bool Asked)> NextAsync()
    {
        RunRow run = await _host.StartAsync("run deals note=\"new price\"");
        RunRow child = Assert.Single(await _host.Runs.ChildrenAsync(run.Id, CancellationToken.None));
        return (await _host.RunAsync(run.Id), (await _host.Reviews.OfRunAsync(child.Id, CancellationToken.None)).Count > 0);
    }

    [Fact]
    public async Task A_permission_lets_as_many_calls_through_as_it_says_and_tells_of_each_in_one_message()
    {
        CallGrant grant = await AllowedAsync(2);
        Assert.Equal((FaultHost.Ben, "crm.update", 2, 0), (grant.By.Value, grant.Tool, grant.Most, grant.Used));
        Assert.Equal(1, _box.CallsOf("crm.update"));
        for (int made = 2; made <= 3; made++)
        {
            (RunRow run, bool asked) = await NextAsync();
            Assert.Equal((false, RunStatus.Done, made), (asked, run.Status, _box.CallsOf("crm.update")));
            Assert.Contains("A person has allowed calls like this one and it was made.", Told()[0], StringComparison.Ordinal);
            RunRow child = Assert.Single(await _host.Runs.ChildrenAsync(run.Id, CancellationToken.None));
            EffectRow effect = await _host.EffectAsync(child);
            Assert.Equal((EffectState.Sent, grant.Id), (effect.State, Assert.IsType<EffectTarget.Tool>(Core.Runs.Working.ReviewBinding.Read(effect.Target)).Grant!.Value));
            string told = (await _host.Get<IStoreMarks>().FindMarkAsync($"granted:{run.Id}:{grant.Id}", CancellationToken.None))!;
            Assert.Contains("1 call of", told, StringComparison.Ordinal);
            Assert.Contains("deal: 4711", told, StringComparison.Ordinal);
            string why = CardJson.Write(Assert.IsType<Reply.Shown>(await _host.SayAsync($"why {run.Number}")).Card);
            Assert.Contains($"Without asking, under permission {grant.Number} of", why, StringComparison.Ordinal);
            Assert.Contains("made · amount: 1250, deal: 4711", why, StringComparison.Ordinal);
            Assert.Contains(await _host.Get<IAuditStore>().OfRunAsync(run.Id, CancellationToken.None), line => line.Verb == "grant.used" && line.Subject == grant.Id.Value);
        }

        (_, bool isAsked) = await NextAsync();
        Assert.True(isAsked, "The third is one more than was allowed.");
        Assert.Equal(3, _box.CallsOf("crm.update"));
    }

    [Fact]
    public async Task Whoever_may_not_end_it_cannot_and_an_ended_permission_covers_nothing()
    {
        CallGrant grant = await AllowedAsync(9);
        Assert.Contains("Update a deal", CardJson.Write(Assert.IsType<Reply.Shown>(await _host.SayAsync("grants")).Card), StringComparison.Ordinal);
        Assert.IsType<Reply.Refused>(await _host.SayAsync($"revoke {grant.Number}"));
        Assert.IsType<Reply.Refused>(await _host.SayAsync("revoke 77", FaultHost.Ben));
        Assert.IsType<Reply.Said>(await _host.SayAsync($"revoke {grant.Number}", FaultHost.Ben));
        Assert.IsType<Reply.Refused>(await _host.SayAsync($"revoke {grant.Number}", FaultHost.Ben));
        Assert.True((await NextAsync()).Asked);
        Assert.Equal(1, _box.CallsOf("crm.update"));
    }

    [Theory]
    [InlineData("its time is over")]
    [InlineData("the tool has changed")]
    [InlineData("the template has changed")]
    [InlineData("who gave it decides no longer")]
    [InlineData("nobody can be asked who is who")]
    public async Task A_permission_ends_with_what_it_was_given_for(string what)
    {
        await AllowedAsync(9);
        switch (what)
        {
            case "its time is over":
                _clock.Advance(TimeSpan.FromDays(7));
                break;
            case "the tool has changed":
                _box.With("crm.update", ToolKind.Write, _ => new ToolOutcome.Answered("updated"), Update, "Update a deal", description: "And send a copy to everybody.");
                break;
            case "the template has changed":
                await _host.PutTemplatesAsync(Template.Replace("Read the deal, then update it.", "Update it.", StringComparison.Ordinal));
                break;
            case "who gave it decides no longer":
                _host.People.Change = people => people with { Groups = people.Groups.SetItem("finance-leads", new Group("finance-leads", [new PersonKey(FaultHost.Cleo)])) };
                break;
            default:
                RunRow run = await _host.RunAsync(Assert.IsType<Reply.Started>(await _host.SayAsync("run deals note=x")).Run);
                _host.People.IsDown = true;
                await _host.WorkAsync();
                RunRow child = Assert.Single(await _host.Runs.ChildrenAsync(run.Id, CancellationToken.None));
                Assert.NotEmpty(await _host.Reviews.OfRunAsync(child.Id, CancellationToken.None));
                Assert.Equal(1, _box.CallsOf("crm.update"));
                return;
        }

        Assert.True((await NextAsync()).Asked, what);
        Assert.Equal(1, _box.CallsOf("crm.update"));
    }

    [Fact]
    public async Task A_permission_that_ends_between_count_and_call_stops_the_call()
    {
        CallGrant grant = await AllowedAsync(9);
        (RunRow run, _) = await NextAsync();
        RunRow child = Assert.Single(await _host.Runs.ChildrenAsync(run.Id, CancellationToken.None));
        EffectRow effect = await _host.EffectAsync(child);
        var tool = (EffectTarget.Tool)Core.Runs.Working.ReviewBinding.Read(effect.Target);
        var content = (await _host.Get<IArtifactReader>().FindAsync(FaultHost.Finance, effect.Artifact.Content, CancellationToken.None))!;
        ToolChecks checks = _host.Get<ToolChecks>();
        Assert.Null(await checks.CheckAsync(child, effect, tool, content, CancellationToken.None));
        Assert.IsType<EffectCheck.Never>(await checks.CheckAsync(child, effect, tool with { Grant = null }, content, CancellationToken.None));
        Assert.IsType<EffectCheck.Never>(await checks.CheckAsync(child, effect, tool with { Grant = new GrantId("another") }, content, CancellationToken.None));
        _host.People.IsDown = true;
        Assert.IsType<EffectCheck.Wait>(await checks.CheckAsync(child, effect, tool, content, CancellationToken.None));
        _host.People.IsDown = false;
        await _host.SayAsync($"revoke {grant.Number}", FaultHost.Ben);
        Assert.Contains("has ended", Assert.IsType<EffectCheck.Never>(await checks.CheckAsync(child, effect, tool, content, CancellationToken.None)).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_not_say_yes_may_not_allow_more_either()
    {
        _model.Then(Calls(("crm_update", Wanted)));
        (_, RunRow child, ReviewRow review) = await AskedAsync();
        Assert.IsType<Reply.Refused>(await AllowAsync(review, "5", person: FaultHost.Ana));
        Assert.True((await _host.ReviewAsync(child)).IsOpen);
        Assert.Empty(await _host.Get<IGrantReader>().ListAsync(FaultHost.Finance.Workspace, 5, CancellationToken.None));
    }

    [Theory]
    [InlineData("0", 5, "", "1 to 100")]
    [InlineData("101", 5, "", "1 to 100")]
    [InlineData("ten", 5, "", "1 to 100")]
    [InlineData("5", 91, "", "day that can be allowed")]
    [InlineData("5", -1, "", "day that can be allowed")]
    [InlineData("5", 5, "300", "names no argument")]
    public async Task Terms_that_cannot_be_allowed_decide_nothing(string calls, int days, string amount, string sentence)
    {
        _model.Then(Calls(("crm_update", Wanted)));
        (_, RunRow child, ReviewRow review) = await AskedAsync();
        Reply.Refused refused = Assert.IsType<Reply.Refused>(await AllowAsync(review, calls, Day(days), amount));
        Assert.Contains(sentence, refused.Refusal.ToString(), StringComparison.Ordinal);
        Assert.True((await _host.ReviewAsync(child)).IsOpen);
        Assert.Empty(await _host.Get<IGrantReader>().ListAsync(FaultHost.Finance.Workspace, 5, CancellationToken.None));
    }

    [Fact]
    public async Task An_address_that_nobody_gave_is_asked_about_whatever_was_allowed()
    {
        const string Mail = """{"type":"object","properties":{"to":{"type":"string"}},"required":["to"]}""";
        _box.With("crm.update", ToolKind.Write, _ => new ToolOutcome.Answered("sent"), Mail, "Update a deal");
        string to = "karin@nordlicht.example";
        _model.Otherwise = body => body.GetProperty("messages").EnumerateArray().Any(message => message.GetProperty("role").GetString() == "tool") ? Says("Sent.") : Calls(("crm_update", $$"""{"to":"{{to}}"}"""));
        RunRow run = await _host.StartAsync("run deals note=\"write to karin@nordlicht.example\"");
        RunRow child = Assert.Single(await _host.Runs.ChildrenAsync(run.Id, CancellationToken.None));
        Assert.IsType<Reply.Decided>(await AllowAsync(await _host.ReviewAsync(child), "9"));
        await _host.WorkAsync();
        Assert.False((await AskedAboutAsync("write to karin@nordlicht.example")).Asked);
        to = "thief@evil.example";
        (ReviewRow? review, bool asked) = await AskedAboutAsync("write to karin@nordlicht.example");
        Assert.True(asked);
        Assert.Equal(2, _box.CallsOf("crm.update"));
        Assert.Contains("address that nobody gave", Assert.IsType<Reply.Refused>(await AllowAsync(review!, "9")).Refusal.ToString(), StringComparison.Ordinal);

        async Task<(ReviewRow? Review, bool Asked)> AskedAboutAsync(string note)
        {
            RunRow next = await _host.StartAsync($"run deals note=\"{note}\"");
            RunRow call = Assert.Single(await _host.Runs.ChildrenAsync(next.Id, CancellationToken.None));
            ReviewRow? open = await _host.Reviews.OfRunAsync(call.Id, CancellationToken.None) is [.., var last] ? last : null;
            return (open, open is not null);
        }
    }
}
