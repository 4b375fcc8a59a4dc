using AgentBot.Core.Storing;

namespace AgentBot.Storage.Files;

/// <summary>
/// The right to write in a data directory. The operating system gives it to one holder at a time, also within one process, and
/// takes it back when the process dies, however it dies.
/// </summary>
internal sealed class DataLock : IDisposable
{
    private readonly FileStream _file;

    private DataLock(FileStream file) => _file = file;

    /// <exception cref="StoreUnavailableException">Somebody else has it, or the directory cannot be written.</exception>
    public static DataLock Take(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(
                $"The data directory {directory} cannot be made. Nothing was started. Name another one with AgentBot:DataDirectory, or mend its place and rights.", fault);
        }

        try
        {
            return new DataLock(new FileStream(Path.Combine(directory, "agentbot.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new StoreUnavailableException(
                $"The data directory {directory} cannot be written. Nothing was started. Give AgentBot's user the right to write there.", fault);
        }
        catch (IOException fault)
        {
            throw new StoreUnavailableException(
                $"The data directory {directory} is in use by another AgentBot. Nothing was started. Stop that one first, or name another directory with AgentBot:DataDirectory.", fault);
        }
    }

    public void Dispose() => _file.Dispose();
}
