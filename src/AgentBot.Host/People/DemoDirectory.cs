using AgentBot.Host.Options;

namespace AgentBot.Host.People;

/// <summary>Three people to try everything with: who asks, who approves, who decides in the end.</summary>
internal static class DemoDirectory
{
    public static DirectoryOptions Settings()
    {
        var options = new DirectoryOptions();
        options.People["ana"] = Person("Ana Duarte", "analyst");
        options.People["ben"] = Person("Ben Okafor", "finance-lead");
        options.People["cleo"] = Person("Cleo Brandt", "cfo");
        options.Groups["finance"] = Group("ana", "ben", "cleo");
        options.Groups["finance-leads"] = Group("ben", "cleo");
        options.Groups["operations"] = Group("ana", "ben", "cleo");
        options.Groups["operations-leads"] = Group("ben", "cleo");
        options.Operators.Add("cleo");
        return options;
    }

    private static PersonSetting Person(string name, string role)
    {
        var person = new PersonSetting { Name = name };
        person.Roles.Add(role);
        return person;
    }

    private static GroupSetting Group(params string[] members)
    {
        var group = new GroupSetting();
        foreach (string member in members)
        {
            group.Members.Add(member);
        }

        return group;
    }
}
