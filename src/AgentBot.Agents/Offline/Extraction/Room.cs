namespace AgentBot.Agents.Offline.Extraction;

/// <summary>How many characters an answer may still have. What does not fit is counted, so that it can be said.</summary>
public sealed class Room(int characters)
{
    public int Left { get; private set; } = characters;

    public int Cut { get; private set; }

    public bool Take(int length)
    {
        if (length > Left)
        {
            Cut++;
            return false;
        }

        Left -= length;
        return true;
    }
}
