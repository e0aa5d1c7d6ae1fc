<?php
/**
 * Plugin Name: Keep what articles show
 * Description: When a post is published or changed, embedarchive keeps the social-media posts and images that it shows.
 * Version: 1.0
 * Requires at least: 5.3
 * Requires PHP: 7.4
 * License: MIT
 *
 * Put this file into wp-content/plugins and the places into wp-config.php:
 *
 *     define('EMBEDARCHIVE_COMMAND', '/usr/local/bin/embedarchive');
 *     define('EMBEDARCHIVE_FOLDER', '/data/press');
 *     define('EMBEDARCHIVE_WEBHOOK', 'https://hooks.example/...');   // optional: told what was found
 *
 * The work is done by WP-Cron, so nobody waits for it; have cron call wp-cron.php for that.
 */

if (!defined('ABSPATH')) {
    exit;
}

const EMBEDARCHIVE_HOOK = 'embedarchive_keep';
const EMBEDARCHIVE_MOST_TRIES = 8;

add_action('transition_post_status', 'embedarchive_published', 10, 3);
add_action(EMBEDARCHIVE_HOOK, 'embedarchive_keep', 10, 2);

/** Plan the work for a post that readers can see now. */
function embedarchive_published($new, $old, $post)
{
    if ($new !== 'publish' || wp_is_post_revision($post->ID) || !is_post_type_viewable($post->post_type)) {
        return;
    }
    embedarchive_plan($post->ID, 0, 60);
}

/** Have a post looked at in so many seconds. WordPress plans the same work once in ten minutes at most. */
function embedarchive_plan($id, $tries, $seconds)
{
    wp_schedule_single_event(time() + $seconds, EMBEDARCHIVE_HOOK, [$id, $tries]);
}

/** Keep what a post shows; while something is pending, come again, ever more rarely. */
function embedarchive_keep($id, $tries)
{
    $address = get_permalink($id);
    if (!$address || get_post_status($id) !== 'publish') {
        return;
    }
    $code = embedarchive_run($address);
    update_post_meta($id, '_embedarchive_code', $code);
    if ($code === 3 && $tries < EMBEDARCHIVE_MOST_TRIES) {
        embedarchive_plan($id, $tries + 1, 600 * 2 ** $tries);
    }
}

/** Run the command, without a shell: no character of an address means anything. Its exit code. */
function embedarchive_run($address)
{
    $words = [EMBEDARCHIVE_COMMAND, 'scan', '--quiet', '--archive', EMBEDARCHIVE_FOLDER];
    if (defined('EMBEDARCHIVE_WEBHOOK')) {
        array_push($words, '--webhook', EMBEDARCHIVE_WEBHOOK);
    }
    array_push($words, '--', $address);
    $process = proc_open($words, [['file', '/dev/null', 'r'], ['file', '/dev/null', 'w'], ['pipe', 'w']], $pipes);
    if (!is_resource($process)) {
        error_log('embedarchive: ' . EMBEDARCHIVE_COMMAND . ' cannot be started');
        return 1;
    }
    $said = stream_get_contents($pipes[2]);
    fclose($pipes[2]);
    $code = proc_close($process);
    if ($said !== '') {
        error_log($said);
    }
    return $code;
}
