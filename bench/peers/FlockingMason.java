// Flocking in MASON (eclab/mason; give its jar by SWARMLAB_MASON_JAR): its continuous field, every bird in turn in a fresh random order,
// in place, as the comparison declares. Exact: neighbours within the radius and differences wrapped on the torus, float64, buckets of
// radius / 1.5 as in the comparison. Building the model is not timed.

import ec.util.MersenneTwisterFast;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sim.field.continuous.Continuous2D;
import sim.util.Bag;
import sim.util.Double2D;

public class FlockingMason {
    static final class Bird {
        double vx, vy;
        Double2D at;
    }

    final Continuous2D field;
    final Bird[] birds;
    final MersenneTwisterFast random;
    final double visual;
    long met = 0;

    FlockingMason(int count, double width, double height, double visual, long seed) {
        this.visual = visual;
        random = new MersenneTwisterFast(seed);
        field = new Continuous2D(visual / 1.5, width, height);
        birds = new Bird[count];
        for (int i = 0; i < count; i++) {
            Bird bird = birds[i] = new Bird();
            bird.at = new Double2D(random.nextDouble() * width, random.nextDouble() * height);
            bird.vx = 2 * random.nextDouble() - 1;
            bird.vy = 2 * random.nextDouble() - 1;
            field.setObjectLocation(bird, bird.at);
        }
    }

    void tick(Bag mates) {
        for (int i = birds.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            Bird held = birds[i];
            birds[i] = birds[j];
            birds[j] = held;
        }
        for (Bird bird : birds) fly(bird, mates);
    }

    void fly(Bird bird, Bag mates) {
        Bag found = field.getNeighborsExactlyWithinDistance(bird.at, visual, true, true, true, mates);
        double towardX = 0, towardY = 0, awayX = 0, awayY = 0, matchX = 0, matchY = 0;
        int n = 0;
        for (int k = 0; k < found.numObjs; k++) {
            Bird mate = (Bird) found.objs[k];
            if (mate == bird) continue;
            double dx = field.tdx(mate.at.x, bird.at.x), dy = field.tdy(mate.at.y, bird.at.y);
            n++;
            towardX += dx;
            towardY += dy;
            matchX += mate.vx;
            matchY += mate.vy;
            if (dx * dx + dy * dy < 1) {
                awayX -= dx;
                awayY -= dy;
            }
        }
        met += n;
        double share = 1.0 / Math.max(n, 1);
        double vx = bird.vx + (0.03 * towardX + 0.015 * awayX + 0.05 * matchX) * share;
        double vy = bird.vy + (0.03 * towardY + 0.015 * awayY + 0.05 * matchY) * share;
        double length = Math.sqrt(vx * vx + vy * vy);
        double scale = length > 0 ? 1 / length : 0;
        bird.vx = vx * scale;
        bird.vy = vy * scale;
        bird.at = new Double2D(field.stx(bird.at.x + bird.vx), field.sty(bird.at.y + bird.vy));
        field.setObjectLocation(bird, bird.at);
    }

    static double number(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\"\\s*:\\s*([-0-9.eE]+)").matcher(json);
        return found.find() ? Double.parseDouble(found.group(1)) : 1;
    }

    static double cpuMs() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e6;
    }

    public static void main(String[] arguments) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err);
        String workload = arguments[0];
        int count = (int) number(workload, "count"), ticks = (int) number(workload, "ticks");
        answers.println("{\"ready\":\"MASON, Java " + System.getProperty("java.version") + "\"}");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        while (lines.readLine() != null) {
            FlockingMason flock =
                new FlockingMason(
                    count, number(workload, "width"), number(workload, "height"), number(workload, "visual"), (long) number(workload, "seed"));
            Bag mates = new Bag();
            double cpu = cpuMs();
            long from = System.nanoTime();
            for (int t = 0; t < ticks; t++) flock.tick(mates);
            double wallMs = (System.nanoTime() - from) / 1e6;
            double steps = (double) count * ticks;
            answers.println(
                "{\"wallMs\":" + wallMs + ",\"cpuMs\":" + (cpuMs() - cpu) + ",\"work\":" + (long) steps + ",\"neighbours\":" + flock.met / steps + "}");
        }
    }
}
