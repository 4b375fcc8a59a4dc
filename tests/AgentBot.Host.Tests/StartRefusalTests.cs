using AgentBot.Testing;

namespace AgentBot.Host.Tests;

/// <summary>Whatever is set up wrongly stops the real program with a sentence that names the setting and how to mend it.</summary>
public sealed class StartRefusalTests
{
    /// <summary>Settings, then the words that must be in the answer.</summary>
    public static TheoryData<string[], string[]> Mistakes => new()
    {
        { ["--AgentBot:DataDirectory=a-file"], ["AgentBot:DataDirectory", "is a file, not a folder", "Name a folder"] },
        { ["--AgentBot:DataDirectory=a-file/data"], ["AgentBot:DataDirectory", "cannot be made", "Name a folder"] },
        { ["--AgentBot:DataDirectory=/proc"], ["AgentBot:DataDirectory", "nothing can be written", "Name a folder"] },
        { ["--AgentBot:DataDirectory=/proc/agentbot"], ["AgentBot:DataDirectory", "cannot be made"] },
        { ["--AgentBot:TemplatesDirectory=nowhere"], ["AgentBot:TemplatesDirectory", "there is no folder"] },
        { ["--AgentBot:TemplatesDirectory=a-file"], ["AgentBot:TemplatesDirectory", "is a file"] },
        { ["--AgentBot:MountedTemplates:0=nowhere"], ["AgentBot:MountedTemplates", "there is no folder", "take it out"] },
        { ["--AgentBot:PublicUrl=agentbot.example.com"], ["AgentBot:PublicUrl", "no web address", "https://"] },
        { ["--AgentBot:TimeZone=Europe/Nowhere"], ["AgentBot:TimeZone", "no time zone", "Europe/Lisbon"] },
        { ["--AgentBot:DataFolder=x"], ["AgentBot:DataFolder", "no setting", "DataDirectory"] },
        { ["--Console:Url=here"], ["Console:Url", "no web address"] },
        { ["--Console:Url=http://0.0.0.0:3979"], ["Console:Url", "other computers", "127.0.0.1"] },
        { ["--Console:Channels:0=Big Room"], ["Console:Channels", "Big Room"] },
        { ["--Storage:Provider=Oracle"], ["Storage:Provider", "Oracle", "Sqlite"] },
        { ["--Storage:ConnectionString=Host=db"], ["Storage:ConnectionString", "Take it out"] },
        { ["--People:ana:Name=Ana"], ["Operators", "empty"] },
        { ["--People:ana:TimeZone=Europe/Lisbon", "--Operators:0=ana"], ["People:ana:Name", "missing"] },
        { ["--People:ana:Name=Ana", "--People:ana:TimeZone=Mars", "--Operators:0=ana"], ["People:ana:TimeZone", "Mars"] },
        { ["--People:ana:Name=Ana", "--Operators:0=bert"], ["Operators", "bert"] },
        { ["--People:ana:Name=Ana", "--Operators:0=ana", "--Groups:leads:Members:0=bert"], ["Groups:leads:Members", "bert"] },
        { ["--People:ana:Name=Ana", "--Operators:0=ana", "--Groups:ana:Members:0=ana"], ["Groups:ana", "rename"] },
        { ["--People:ana:Name=A", "--People:ana:Slack=U1", "--People:ben:Name=B", "--People:ben:Slack=U1", "--Operators:0=ana"], ["People:ana:Slack", "People:ben:Slack", "same account"] },
        { ["--Retention:Runs=soon"], ["Retention:Runs", "90d"] },
        { ["--Retention:Receipts=1h"], ["Retention:Receipts", "24h"] },
        { ["--Secrets:bank=env:"], ["Secrets:bank", "empty"] },
        { ["--Testing:CrashAt=99"], ["Testing:CrashAt", "take it out"] },
        { ["--urls=http://x:y"], ["--urls", "http://x:y", "http://127.0.0.1:3978"] },
        { ["--Teams:AppPassword=x"], ["Teams:AppId", "missing"] },
        { ["--Teams:AppId=bot"], ["Teams:AppId", "no app id"] },
        { ["--Teams:AppId=33333333-3333-3333-3333-333333333333", "--Teams:TenantId=x"], ["Teams:TenantId", "no tenant id", "Teams:AppPassword", "missing"] },
        { ["--Teams:AppId=33333333-3333-3333-3333-333333333333", "--Teams:AppPassword=44444444-3333-3333-3333-333333333333"], ["Teams:AppPassword", "id of a secret", "Value"] },
        { ["--Teams:AppId=33333333-3333-3333-3333-333333333333", "--Teams:TokenUrl=http://login.example.com/"], ["Teams:TokenUrl", "https"] },
        { ["--Teams:AppId=33333333-3333-3333-3333-333333333333", "--Teams:AllowUnauthenticatedLoopback=true", "--AgentBot:PublicUrl=https://a.example.com"], ["Teams:AllowUnauthenticatedLoopback", "AgentBot:PublicUrl", "take one of the two out"] },
        { ["--Teams:Secret=x"], ["Teams:Secret", "no setting", "AppPassword"] },
        { ["--Systems:payroll:Name=Payroll"], ["Systems:payroll:Owner is missing", "Systems:payroll:Token is missing", "SigningSecret is missing", "Channels is empty", "Types is empty", "nobody could decide"] },
        { ["--Systems:pay roll:Nme=x"], ["Systems:pay roll is a name", "Systems:pay roll:Nme is no setting"] },
        { ["--Systems:payroll:Token=in-clear-in-clear-in-clear", "--Systems:payroll:SigningSecret=env:AGENTBOT_NOT_THERE"], ["Systems:payroll:Token stands in clear", "nothing of at least 24 characters", "openssl rand"] },
        { ["--Systems:payroll:Channels:0=finance", "--Systems:payroll:Types:0=letter", "--Systems:payroll:Rounds=99", "--Systems:payroll:Webhook=http://hooks.example.com", "--Systems:payroll:CallbackHosts:0=https://x"], ["Write #finance", "'letter', which is none", "Rounds is 99", "Webhook is no address", "CallbackHosts names"] },
        { ["--Systems:payroll:Policies:default=reviewers: { grup: leads }", "--Systems:payroll:Policies:x=reviewers: leads\non_reject: skip"], ["Policies:default cannot be used", "`grup`", "`group`", "`on_reject` has no meaning"] },
        { ["--Sandbox:MemoryMegabyte=512", "--Harnesses:claude-code:Comand=claude"], ["Sandbox:MemoryMegabyte is no setting", "Did you mean MemoryMegabytes?", "Harnesses:claude-code:Comand is no setting", "Did you mean Command?"] },
        { ["srve"], ["srve", "--help"] },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_in_the_settings_is_named_and_stops_the_start(string[] settings, string[] words)
    {
        using var folder = new TempFolder();
        System.IO.Directory.CreateDirectory(folder.File("templates"));
        await File.WriteAllTextAsync(folder.File("a-file"), "");
        using HostProcess host = HostProcess.Start(folder.Path, settings);

        Assert.NotEqual(0, await host.EndAsync());
        Assert.All(words, word => Assert.Contains(word, host.Error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_settings_file_is_named_with_the_line()
    {
        using var folder = new TempFolder();
        System.IO.Directory.CreateDirectory(folder.File("templates"));
        await File.WriteAllTextAsync(folder.File("appsettings.json"), "{\n  \"Console\": {\n");
        using HostProcess host = HostProcess.Start(folder.Path, []);

        Assert.NotEqual(0, await host.EndAsync());
        Assert.Contains(folder.File("appsettings.json"), host.Error, StringComparison.Ordinal);
        Assert.Contains("line ", host.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_folder_of_templates_is_named()
    {
        using var folder = new TempFolder();
        using HostProcess host = HostProcess.Start(folder.Path, []);

        Assert.NotEqual(0, await host.EndAsync());
        Assert.Contains("AgentBot:TemplatesDirectory", host.Error, StringComparison.Ordinal);
        Assert.Contains("Start in the folder that holds the templates", host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_mistakes_are_told_at_once()
    {
        using var folder = new TempFolder();
        using HostProcess host = HostProcess.Start(folder.Path, ["--Storage:Provider=Oracle", "--Retention:Runs=soon"]);

        Assert.NotEqual(0, await host.EndAsync());
        Assert.Contains("AgentBot:TemplatesDirectory", host.Error, StringComparison.Ordinal);
        Assert.Contains("Storage:Provider", host.Error, StringComparison.Ordinal);
        Assert.Contains("Retention:Runs", host.Error, StringComparison.Ordinal);
    }
}
