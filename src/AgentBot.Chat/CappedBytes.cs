namespace AgentBot.Chat;

/// <summary>Reads what somebody else sends without trusting how much it is.</summary>
internal static class CappedBytes
{
    private const int Piece = 64 * 1024;

    /// <summary>Null when there is more than <paramref name="most"/>.</summary>
    public static async ValueTask<byte[]?> ReadAsync(Stream stream, long most, CancellationToken ct)
    {
        using var kept = new MemoryStream();
        byte[] piece = new byte[Piece];
        int read;
        while ((read = await stream.ReadAsync(piece, ct)) > 0)
        {
            if (kept.Length + read > most)
            {
                return null;
            }

            kept.Write(piece, 0, read);
        }

        return kept.ToArray();
    }
}
