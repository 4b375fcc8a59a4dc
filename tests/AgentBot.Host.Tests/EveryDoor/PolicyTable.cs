namespace AgentBot.Host.Tests.EveryDoor;

/// <summary>What somebody is to one open question.</summary>
internal enum Role
{
    /// <summary>Asked for it, and is one of the leads as well.</summary>
    Requester,
    Reviewer,

    /// <summary>A reviewer who said that they are away.</summary>
    Away,

    /// <summary>Whom the one who is away named.</summary>
    Substitute,

    /// <summary>A reviewer who handed their part over.</summary>
    GaveAway,

    /// <summary>To whom it was handed.</summary>
    TookOver,

    /// <summary>A reviewer until the group lost them.</summary>
    Removed,

    /// <summary>Owns the template.</summary>
    Owner,
    Operator,

    /// <summary>Reads the channel, nothing more.</summary>
    Member,

    /// <summary>Reads the channel and belongs to another organisation.</summary>
    Guest,

    /// <summary>Is known, and does not read the channel.</summary>
    Outsider,
}

/// <summary>What somebody tries.</summary>
internal enum Deed
{
    Approve,

    /// <summary>Let something leave that stays where it is.</summary>
    Declassify,
    Reject,
    SendBack,
    EditAndSave,
    EditAndApprove,
    Withdraw,
    Remind,
    Delegate,
    TakeBack,
    Cancel,

    /// <summary>Hand in decisions about rows where there are none.</summary>
    DecideRows,
    Look,
}

/// <summary>Who may do what, written down from the design and from nothing in the program; the same behind every door.</summary>
internal static class PolicyTable
{
    private const string Table = """
                   Approve Declassify Reject SendBack EditAndSave EditAndApprove Withdraw Remind Delegate TakeBack Cancel DecideRows Look
        Requester  -       -          -      -        -           -              yes      yes    -        -        yes    -          yes
        Reviewer   yes     -          yes    yes      yes         yes            -        yes    yes      -        -      -          yes
        Away       -       -          -      -        -           -              -        yes    -        -        -      -          yes
        Substitute yes     -          yes    yes      yes         yes            -        yes    -        -        -      -          yes
        GaveAway   -       -          -      -        -           -              -        yes    -        yes      -      -          yes
        TookOver   yes     -          yes    yes      yes         yes            -        yes    -        -        -      -          yes
        Removed    -       -          -      -        -           -              -        yes    -        -        -      -          yes
        Owner      -       -          -      -        -           -              -        yes    -        -        yes    -          yes
        Operator   -       -          -      -        -           -              -        yes    -        -        yes    -          yes
        Member     -       -          -      -        -           -              -        yes    -        -        -      -          yes
        Guest      -       -          -      -        -           -              -        -      -        -        -      -          yes
        Outsider   -       -          -      -        -           -              -        -      -        -        -      -          -
        """;

    private static readonly Dictionary<(Role Role, Deed Deed), bool> Cells = Read();

    public static bool Allows(Role role, Deed deed) => Cells[(role, deed)];

    private static Dictionary<(Role Role, Deed Deed), bool> Read()
    {
        string[][] lines = [.. Table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        Deed[] deeds = [.. lines[0].Select(Enum.Parse<Deed>)];
        return lines.Skip(1).SelectMany(line => deeds.Select((deed, at) => (Key: (Enum.Parse<Role>(line[0]), deed), Yes: line[at + 1] == "yes"))).ToDictionary(cell => cell.Key, cell => cell.Yes);
    }
}
