using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FluentValidation;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core;
using Microsoft.Data.Sqlite;

namespace Matching.Faults.Simulation;

/// <summary>How a story went.</summary>
/// <param name="Trace">A hash of everything that was asked, answered and written: the same seed gives the same.</param>
/// <param name="Broken">What must not be, and the last lines of the story; null when all held.</param>
internal sealed record StoryEnd(int Seed, string Trace, string? Broken, int Commands, int Done, int Troubles, int Restarts);

/// <summary>
/// One seed: people act one after another and at once, time passes and jumps, the disk fails, connections break after a commit, the process ends and
/// starts again. Who got no answer asks again with the same key. After every step the witness looks.
/// </summary>
internal sealed class Story(World world, int seed) : IDisposable
{
    private const int LeastSteps = 14;
    private const int MostSteps = 34;
    private const int MostTries = 4;
    private const int LinesShown = 8;

    /// <summary>The product's own verification, which solves the lists anew, costs as much as a story; one in so many ends with it.</summary>
    private const int Verified = 8;

    private readonly Random random = new(seed);
    private readonly Witness witness = new(world.File);
    private readonly IncrementalHash trace = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Queue<string> latest = new();
    private int commands;
    private int done;
    private int troubles;
    private int restarts;

    public async Task<StoryEnd> Play()
    {
        string? broken = null;
        var steps = random.Next(LeastSteps, MostSteps);
        try
        {
            var cast = new Cast(random, witness, seed);
            witness.Look();
            for (var step = 0; step < steps; step++)
            {
                await Step(cast, step);
                witness.Look();
            }
            foreach (var violation in seed % Verified == 0 ? world.Verify().Take(1) : [])
                throw new FaultException($"verify: {violation.Invariant} {violation.Subject} {violation.What}");
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            // Whatever it is: a story that does not end well is what is looked for.
            broken = $"{(failed is FaultException ? failed.Message : failed.ToString())}\n    {string.Join("\n    ", latest)}";
        }
        Tell(witness.Head);
        return new StoryEnd(seed, Convert.ToHexString(trace.GetHashAndReset())[..16], broken, commands, done, troubles, restarts);
    }

    public void Dispose()
    {
        witness.Dispose();
        trace.Dispose();
    }

    private async Task Step(Cast cast, int step)
    {
        switch (random.Next(100))
        {
            case 0:
                await Restart(step);
                break;
            case < 16:
                await TimePasses(step);
                break;
            case < 31:
                await AtOnce(cast, step);
                break;
            default:
                Cloud();
                await Until(cast.Next($"{seed}/{step}"));
                break;
        }
    }

    /// <summary>Forward by minutes to days, now and then back; what is due then happens, also on a disk that fails.</summary>
    private async Task TimePasses(int step)
    {
        var span = random.Next(8) == 0 ? -TimeSpan.FromMinutes(random.Next(1, 180)) : TimeSpan.FromMinutes(Math.Exp(random.NextDouble() * 9));
        world.Clock.Pass(span);
        Tell($"{step} time {span.TotalMinutes:0}");
        Cloud();
        for (var tries = 0; tries < MostTries; tries++)
        {
            try
            {
                await world.FireTimers();
                return;
            }
            catch (Exception putOff) when (putOff is StoreUnavailableException or SqliteException)
            {
                Tell($"timers put off: {putOff.GetType().Name}");
            }
        }
        throw new FaultException("the timers do not go on after the disk did");
    }

    private async Task Restart(int step)
    {
        restarts++;
        Tell($"{step} restart");
        world.Forecast(Trouble.None, 0, TimeSpan.Zero);
        await world.Start();
    }

    /// <summary>Several ask in the same instant; those that only write share one transaction, and its trouble.</summary>
    private async Task AtOnce(Cast cast, int step)
    {
        // Runs take turns: of those that read before they write one is enough, and it meets what the others have changed meanwhile.
        var asked = Enumerable.Range(0, random.Next(2, 6)).Select(i => cast.Next($"{seed}/{step}/{i}")).ToList();
        asked = [.. asked.Where(command => !command.ReadsFirst), .. asked.Where(command => command.ReadsFirst).Take(1)];
        var gate = await world.Shut();
        Cloud();
        var answers = new List<Task<string>>();
        foreach (var command in asked)
        {
            var answer = Answer(command);
            answers.Add(answer);
            Tell($"{step} at once {command.Name}");
            // One that reads first reaches the queue later; the gate opens when all have.
            while (command.ReadsFirst && !answer.IsCompleted && world.Waiting < answers.Count(one => !one.IsCompleted))
                await Task.Delay(1);
        }
        await gate.Open().ContinueWith(_ => { }, TaskScheduler.Default);
        var told = await Task.WhenAll(answers);
        foreach (var (command, answer) in asked.Zip(told))
            await Until(command, answer);
    }

    private async Task Until(Command command, string? first = null)
    {
        var answer = first ?? await Answer(command);
        for (var tries = 0; answer == Outcome.None && tries < MostTries; tries++)
        {
            if (random.Next(20) == 0)
                await Restart(-1);
            answer = await Answer(command);
        }
        Must.Hold(answer != Outcome.None, $"{command.Name} gets no answer from a store that works");
        commands++;
        done += Outcome.IsYes(answer) ? 1 : 0;
        Tell($"{world.Clock.Now:yyyy-MM-ddTHH:mm:ss.fff} {command.Name}: {answer}");
        if (Outcome.IsYes(answer) && random.Next(6) == 0)
            await AskAgain(command, answer);
    }

    /// <summary>The answer was lost on its way: the same key gets the same, and nothing is done twice.</summary>
    private async Task AskAgain(Command command, string answer)
    {
        witness.Look();
        var before = witness.Head;
        world.Forecast(Trouble.None, 0, TimeSpan.Zero);
        var again = await Answer(command);
        Must.Hold(again == answer, $"{command.Name} was answered {answer}, its repeat {again}");
        witness.Look();
        Must.Hold(witness.Head == before, $"the repeat of {command.Name} did something");
    }

    private async Task<string> Answer(Command command)
    {
        try
        {
            return await command.Send(world);
        }
        catch (Exception refused) when (refused is RuleBrokenException or NotThereException or NotAllowedException or ValidationException or ChangedMeanwhileException)
        {
            return Outcome.Refused(refused.Message);
        }
        catch (StoreUnavailableException)
        {
            return Outcome.None;
        }
        catch (SqliteException simulated) when (simulated.Message.Contains("simulated", StringComparison.Ordinal))
        {
            return Outcome.None;
        }
    }

    /// <summary>In a quarter of the steps something goes wrong.</summary>
    private void Cloud()
    {
        var trouble = random.Next(4) == 0 ? (Trouble)random.Next(1, 7) : Trouble.None;
        troubles += trouble == Trouble.None ? 0 : 1;
        var (at, takes) = (random.Next(1, 40), TimeSpan.FromMilliseconds(Math.Exp(random.NextDouble() * 13)));
        Tell($"weather {trouble} {at}");
        world.Forecast(trouble, at, takes);
    }

    private void Tell(string line)
    {
        trace.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
        latest.Enqueue(line);
        if (latest.Count > LinesShown)
            latest.Dequeue();
    }
}

/// <summary>What was answered, in a word that is the same in every replay.</summary>
internal static class Outcome
{
    /// <summary>No answer: it may or may not have been done.</summary>
    public const string None = "no answer";

    public static string Yes(string what) => string.Create(CultureInfo.InvariantCulture, $"yes {what}");

    public static string Refused(string why) => $"refused: {why.ReplaceLineEndings(" ")}";

    public static bool IsYes(string answer) => answer.StartsWith("yes ", StringComparison.Ordinal);
}
